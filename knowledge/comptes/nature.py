"""What a file is, by its content and never by its name."""

from __future__ import annotations

import re

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office-ancien"),
    (b"{\\rtf", "rtf"),
    (b"MZ", "programme"),
    (b"\x7fELF", "programme"),
    (b"SQLite format 3\x00", "base"),
    (b"-----BEGIN CERTIFICATE", "certificat"),
    (b"-----BEGIN ", "cle"),
    (b"---- BEGIN SSH2", "cle"),
    (b"ssh-rsa ", "cle"),
)
_ZIPPED: tuple[tuple[bytes, str], ...] = (
    (b"xl/workbook", "xlsx"),
    (b"xl/worksheets", "xlsx"),
    (b"word/document", "docx"),
    (b"ppt/presentation", "pptx"),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "ods"),
    (b"mimetypeapplication/vnd.oasis.opendocument", "odt"),
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta)\b", re.IGNORECASE)
_XML_START = re.compile(r"\s*(?:<\?xml\b|<!--|<!DOCTYPE\b|<[A-Za-z_][\w.:-]*[\s/>])", re.IGNORECASE)
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


def recognise(data: bytes) -> str:  # noqa: PLR0911 - the first sign that fits
    """Name the kind of these bytes: `xml`, `html`, `texte`, `vide`, `xlsx`, or what else they are.

    XML is named `xml` whatever its document; `export` and `conteneur` tell what stands in it.
    """
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        return "vide"
    for signature, name in _SIGNATURES:
        if data.startswith(signature) and (name != "image" or signature != b"BM" or b"\x00" in data[:64]):
            return name
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return next((name for mark, name in _ZIPPED if mark in data), "zip")
    if data[257:262] == b"ustar":
        return "tar"
    head = data[:4096]
    text = head.decode("utf-16", "replace") if head.startswith(_UTF16_MARKS[:2]) else _guessed(head)
    if _XML_START.match(text.lstrip("\ufeff")):
        return "html" if _HTML.search(text.encode("utf-8", "replace")[:2048]) else "xml"
    if _HTML.search(head):
        return "html"
    if head[:1] in (b"{", b"[") and b'"' in head:
        return "json"
    if b"\x00" in head and not head.startswith(_UTF16_MARKS[:2]):
        return "binaire"
    return "texte"


def _guessed(head: bytes) -> str:
    if head.startswith(b"<\x00"):
        return head.decode("utf-16-le", "replace")
    if head.startswith(b"\x00<"):
        return head.decode("utf-16-be", "replace")
    return head.decode("latin-1")
