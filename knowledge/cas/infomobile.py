"""The answer of `infoMobileApp.json`, which every PRONOTE.net gives without a login, read from a paste.

It tells that PRONOTE.net is published, whether CAS is active and on which base, and which Espaces there
are. Its `jetonCAS` is a secret: the text that is read here is masked already. Only the keys that are
known are read: CAS (actif, casURL), espaces (nom, URL), version, nomEtab.
"""

from __future__ import annotations

import json
import re
from typing import Any

from knowledge.dialogue.pieces import InfoMobile
from knowledge.dialogue.secrets import mask

KEYS = ("CAS", "casURL", "espaces", "nomEtab", "modeModif", "version")
"""What is found in the answer; three of them are no chance."""

SIGNS_MAX = 80
"""Signs of a name that are said back."""

_KEY = re.compile(r"[\"“”«']?\b(CAS|casURL|espaces|nomEtab|modeModif|version)\b[\"“”»']?\s*[:\t]")
_QUOTES = str.maketrans("“”„«»", '"""""')
_BOOL = re.compile(r"\"?actif\"?\s*[:\t]\s*(true|false)", re.IGNORECASE)
_URL = re.compile(r"\"?casURL\"?\s*[:\t]\s*\"?(https?:[^\s\",}]+)", re.IGNORECASE)
_PAGE = re.compile(r"\"?URL\"?\s*[:\t]\s*\"?((?:mobile\.)?[a-z]+\.html)", re.IGNORECASE)


def read(text: str) -> InfoMobile | None:
    """Read a pasted answer, whole, cut, or as a browser's JSON view copies it; None for anything else."""
    if len({found[1].lower() for found in _KEY.finditer(text)}) < 3:
        return None
    masked, _ = mask(text)
    start, end = masked.find("{"), masked.rfind("}")
    try:
        data = json.loads(masked[start : end + 1].translate(_QUOTES))
    except (ValueError, RecursionError):
        return _salvage(masked.translate(_QUOTES))
    return _from_json(data) if isinstance(data, dict) else None


def _from_json(data: dict[str, Any]) -> InfoMobile:
    cas = data.get("CAS")
    cas = cas if isinstance(cas, dict) else {}
    actif, listed, version = cas.get("actif"), data.get("espaces"), data.get("version")
    return InfoMobile(
        actif=actif if isinstance(actif, bool) else None,
        cas_url=_text(cas.get("casURL")),
        espaces=tuple(filter(None, map(_espace, listed))) if isinstance(listed, list) else None,
        version=".".join(map(str, version)) if isinstance(version, list) else _text(version),
        nom=_text(data.get("nomEtab")),
    )


def _espace(each: object) -> str:
    """An Espace by its name, or else by its page."""
    return (_text(each.get("nom")) or _text(each.get("URL"))) if isinstance(each, dict) else ""


def _text(value: object) -> str:
    return " ".join(value.split())[:SIGNS_MAX] if isinstance(value, str) else ""


def _salvage(text: str) -> InfoMobile:
    """What can be read of an answer that is no whole JSON."""
    actif, cas_url = _BOOL.search(text), _URL.search(text)
    pages = tuple(dict.fromkeys(_PAGE.findall(text)))
    return InfoMobile(
        actif=actif[1].lower() == "true" if actif else None,
        cas_url=cas_url[1][:SIGNS_MAX] if cas_url else "",
        espaces=pages or None,
        version="",
        nom="",
    )
