"""Keeps personal data out of the log: an exception is named by its class and place, never by its text."""

from __future__ import annotations

import logging
import traceback


class NoValues(logging.Filter):
    """Replaces an exception's message and local values by its class and the lines that it passed."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[0]:
            kind, _, trace = record.exc_info
            places = " < ".join(
                f"{frame.filename.rpartition('/framst/')[2]}:{frame.lineno}"
                for frame in reversed(traceback.extract_tb(trace)[-6:])
            )
            record.msg = f"{record.getMessage()} [{kind.__name__} at {places}]"
            record.args = ()
            record.exc_info = None
            record.exc_text = None
        return True
