"""XML read in a stream, from bytes in memory, with nothing fetched, declared or unfolded.

A DOCTYPE is refused by the parser's own event, before anything it declares is used; the encoding must be
one of a short list; depth, attributes and elements are counted as they come.
"""

from __future__ import annotations

import gc
import re
from contextlib import suppress

from lxml import etree

from knowledge.comptes.limites import MAX_ATTRIBUTES, MAX_DEPTH, MAX_ELEMENTS

_CHUNK = 64 * 1024
_ALLOWED = (
    *("utf-8", "utf8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "ascii"),
    *("iso-8859-1", "iso-8859-15", "windows-1252"),
)
_VERSION = re.compile(r"\s*<\?xml\s+version\s*=\s*[\"']([^\"']*)[\"']")
_DECLARATION = re.compile(r"\s*<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([^\"']*)[\"']")
_TOO_MUCH = (
    etree.ErrorTypes.ERR_NAME_TOO_LONG,
    etree.ErrorTypes.ERR_ENTITY_LOOP,
    etree.ErrorTypes.ERR_RESOURCE_LIMIT,
)


class XmlRefuse(ValueError):
    """This XML is not read; `code`: `doctype`, `encodage`, `version-xml`, `mal-forme`, `demesure`."""

    def __init__(self, code: str, **valeurs: str) -> None:
        super().__init__(code)
        self.code, self.valeurs = code, valeurs


class Target:
    """What lxml's parser tells as it reads; readers add `start` and what else they need."""

    def doctype(self, _name: str | None, _public: str | None, _system: str | None) -> None:
        """Refuse every DOCTYPE."""
        raise XmlRefuse("doctype")

    def close(self) -> None:
        """Nothing is built."""


class Counting(Target):
    """Counts while reading: for documents whose shape is not known yet."""

    def __init__(self) -> None:
        self._depth = self._elements = 0

    def start(self, _tag: str, attributes: dict[str, str]) -> None:
        """An element opens."""
        self._depth += 1
        self._elements += 1
        if self._depth > MAX_DEPTH or len(attributes) > MAX_ATTRIBUTES or self._elements > MAX_ELEMENTS:
            raise XmlRefuse("demesure")

    def end(self, _tag: str) -> None:
        """An element closes."""
        self._depth -= 1


def check_declaration(data: bytes) -> str:
    """The version; refuses an encoding that is not on the list or not the bytes' own. Raises XmlRefuse."""
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff", b"\x00\x00\x00<", b"<\x00\x00\x00")):
        raise XmlRefuse("encodage", encodage="UTF-32")
    marked = ""
    if data.startswith((b"\xff\xfe", b"<\x00")):
        marked, head = "utf-16", data[:1024].decode("utf-16-le", "replace")
    elif data.startswith((b"\xfe\xff", b"\x00<")):
        marked, head = "utf-16", data[:1024].decode("utf-16-be", "replace")
    else:
        head = data[:512].decode("latin-1")
        marked = "utf" if head.startswith("\xef\xbb\xbf") else ""
        head = head.removeprefix("\xef\xbb\xbf")
    head = head.lstrip("\ufeff")
    found = _DECLARATION.match(head)
    if found and (found[1].lower() not in _ALLOWED or not found[1].lower().startswith(marked)):
        raise XmlRefuse("encodage", encodage=found[1][:20])
    version = _VERSION.match(head)
    return version[1] if version else "1.0"


def feed(data: bytes, target: Target) -> None:
    """Read a whole document into a target. Raises XmlRefuse."""
    version = check_declaration(data)
    parser = etree.XMLParser(
        target=target,  # type: ignore[arg-type]  # the stubs want all methods, lxml does not
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    collecting = gc.isenabled()
    gc.disable()  # all that is made meanwhile is kept: looking for garbage would be a quarter of the time
    try:
        for start in range(0, len(data), _CHUNK):
            parser.feed(data[start : start + _CHUNK])
        parser.close()
        _check_names(parser)
        if version != "1.0":
            raise XmlRefuse("version-xml", version=version[:20])
    except etree.XMLSyntaxError as broken:
        if getattr(broken, "code", 0) in _TOO_MUCH:
            raise XmlRefuse("demesure") from None
        raise XmlRefuse("mal-forme", ligne=str(broken.lineno or 0)) from None
    finally:
        if collecting:
            gc.enable()


def _check_names(parser: etree.XMLParser) -> None:
    """Refuse prefixes that nothing declares and their like: to libxml2 they are mistakes, but no stop."""
    for entry in parser.feed_error_log:
        if entry.domain == etree.ErrorDomains.NAMESPACE and entry.level >= etree.ErrorLevels.ERROR:
            raise XmlRefuse("mal-forme", ligne=str(entry.line))


class _Root(Target):
    """Stops at the first element."""

    def __init__(self) -> None:
        self.name = ""

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        self.name = tag
        raise _Found


class _Found(Exception):
    """The first element is known."""


def root(data: bytes) -> str:
    """The name of the first element, `{namespace}name`. Raises XmlRefuse."""
    target = _Root()
    with suppress(_Found):
        feed(data, target)
    return target.name


def split_name(name: str) -> tuple[str, str]:
    """`{namespace}name` as (namespace, name).

    >>> split_name("{urn:a}b"), split_name("b")
    (('urn:a', 'b'), ('', 'b'))
    """
    space, brace, local = name.rpartition("}")
    return (space[1:], local) if brace else ("", name)
