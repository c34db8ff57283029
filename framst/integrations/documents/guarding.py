"""Which files are opened at all: how large they may be, packed and unpacked, and what kind they are by their bytes."""

from __future__ import annotations

import io
import zipfile
import zlib

import pikepdf

from framst.foundation.refusal import BadInput
from framst.foundation.words import N_

LARGEST = 20_000_000  # bytes of the file
MOST_PAGES = 300
MOST_WORDS = 200_000
_UNPACKED = 100_000_000
_ENTRIES = 2_000

TOO_LARGE = N_("Filen är större än 20 MB. Ta bort bilder som inte behövs och försök igen.")
EMPTY = N_("Filen är tom.")
UNPACKS = N_("Filen packar upp sig till något mycket större än en plan och öppnas inte.")
BROKEN = N_("Filen går inte att läsa. Öppna den i programmet som den är skriven i, spara den igen och försök på nytt.")
ENCRYPTED = N_("Filen är skyddad med lösenord. Spara den utan lösenord och försök igen.")
OLD_WORD = N_(
    "Filen är ett äldre Word-dokument (.doc) eller skyddad med lösenord. Spara den som .docx utan lösenord och "
    "försök igen."
)
UNKNOWN_KIND = N_("Filen ska vara ett Word-dokument (.docx), en PDF med text, en webbsida (.html) eller vanlig text.")
TOO_MANY_PAGES = N_("Filen har fler än 300 sidor. Dela den och läs in en del i taget.")
TOO_LONG = N_("Filen har mer text än en plan kan ha, fler än 200 000 ord. Dela den och läs in en del i taget.")
SCANNED = N_(
    "Det finns ingen text i filen, bara bilder av text, som när ett papper är skannat. Läs in filen som planen "
    "skrevs i, eller tolka bilderna till text i ett annat program först."
)
NO_TEXT = N_("Det finns ingen text i filen.")


def kind_of(data: bytes, name: str) -> str:
    """Return docx, pdf, html or text. The bytes decide; the name only tells web pages from plain text.

    Raises BadInput for what is too large, empty, or none of them.
    """
    if len(data) > LARGEST:
        raise BadInput(TOO_LARGE)
    if not data.strip():
        raise BadInput(EMPTY)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadInput(OLD_WORD)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK"):
        return "docx"
    if b"\x00" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadInput(UNKNOWN_KIND)
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<?xml")) or name.lower().endswith((".html", ".htm")):
        return "html"
    return "text"


def guard_zip(data: bytes) -> None:
    """Raise BadInput when a Word file unpacks to far more than a plan, is none, or has a document type in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > _ENTRIES or sum(e.file_size for e in entries) > _UNPACKED:
                raise BadInput(UNPACKS)
            if "word/document.xml" not in archive.namelist():
                raise BadInput(UNKNOWN_KIND)
            left = _UNPACKED
            for entry in entries:  # what the directory says of the sizes may be untrue
                with archive.open(entry) as part:
                    head = part.read(4096)
                    if entry.filename.endswith((".xml", ".rels")) and (b"<!DOCTYPE" in head or b"<!ENTITY" in head):
                        raise BadInput(BROKEN)
                    left -= len(head)
                    while more := part.read(1_000_000):
                        left -= len(more)
                        if left < 0:
                            raise BadInput(UNPACKS)
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, EOFError, ValueError) as fault:
        raise BadInput(BROKEN) from fault


def guard_pdf(data: bytes) -> bytes:
    """Return the file unlocked; raise BadInput when it is broken, asks for a password, or is far larger than a plan.

    A file that may be read but not changed or printed is read: the lock says nothing about reading.
    """
    try:
        with pikepdf.open(io.BytesIO(data)) as file:
            if len(file.pages) > MOST_PAGES:
                raise BadInput(TOO_MANY_PAGES)
            if file.is_encrypted:
                out = io.BytesIO()
                file.save(out)
                return guard_pdf(out.getvalue())
            left = _UNPACKED
            for thing in file.objects:
                if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") != "/Image":
                    left -= _unpacked(thing, left)
                    if left < 0:
                        raise BadInput(UNPACKS)
    except pikepdf.PasswordError as fault:
        raise BadInput(ENCRYPTED) from fault
    except (pikepdf.PdfError, zlib.error, ValueError, TypeError, RuntimeError) as fault:
        raise BadInput(BROKEN) from fault
    return data


def _unpacked(stream: pikepdf.Stream, most: int) -> int:
    """Return how large a stream is when unpacked, counting no further than just above `most`."""
    raw = stream.read_raw_bytes()
    if "FlateDecode" not in str(stream.get("/Filter", "")):
        return len(raw)
    try:
        return len(zlib.decompressobj().decompress(raw, most + 1))
    except zlib.error:  # readers make what they can of it, and get no more out of it than this
        return len(raw)
