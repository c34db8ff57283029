"""Rules of the year: pure."""
