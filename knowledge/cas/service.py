"""A CAS link taken apart: its base, what it is for, and the service it carries (CAS protocol 2.1, 4.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from knowledge.cas import hote, url

Purpose = Literal["login", "validate"]

ENDPOINTS: dict[Purpose, str] = {"login": "login", "validate": "samlValidate"}
"""What PRONOTE's links end on."""

OTHER_VALIDATIONS = ("servicevalidate", "proxyvalidate", "validate")
"""CAS 1 to 3's own validations: right elsewhere, not with PRONOTE, which speaks SAML 1.1."""

PARAMETERS: dict[Purpose, str] = {"login": "service", "validate": "TARGET"}

_KNOWN = frozenset({"login", "samlvalidate", *OTHER_VALIDATIONS})
_CLOSED = re.compile(r"(.*/(?:login|samlvalidate))(/+)", re.IGNORECASE)
_PARAMETER = re.compile(r"(?:^|&)(service|target)=([^&]*)", re.IGNORECASE)
_FORWARDED = re.compile(r"(?:^|&)(?:url|u|q)=(https?(?::|%3A)[^&]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LienCas:
    """One CAS link: `base` ends with a slash; `service` is the value as it stands, None when it is absent."""

    purpose: Purpose
    base: str
    scheme: str
    host: str
    endpoint: str
    parameter: str
    service: str | None
    userinfo: bool


def unwrap(link: str) -> str:
    """Take a link out of the one that a mail filter or a search engine put around it."""
    forwarded = _FORWARDED.search(url.split(url.decode(link).url).query)
    return unquote(forwarded[1]) if forwarded else link


def read(link: str) -> LienCas | None:
    """Take a CAS link apart; None for any other link."""
    parts = url.split(url.decode(link).url)
    found = _PARAMETER.search(parts.query)
    whole = _CLOSED.fullmatch(parts.path) if found else None
    head, _, last = (whole[1] if whole else parts.path).rpartition("/")
    known = last.lower() in _KNOWN
    slashes = (whole[2] if whole else "", "/" if head.endswith("/") else "")
    host = parts.host.lower().rstrip(".")
    cas_host = host.startswith("cas.") or hote.is_ent(host)
    if not (found and (known or "http" in found[2].lower())) and not (known and cas_host):
        return None
    named = found[1] if found else ""
    purpose: Purpose = "validate" if _validates(last if known else named) else "login"
    port = "" if parts.port in {"", "443"} else f":{parts.port}"
    path = (head.rstrip("/") if known else parts.path.rstrip("/")) + "/"
    return LienCas(
        purpose=purpose,
        base=f"{parts.scheme or 'https'}://{host}{port}{path}",
        scheme=parts.scheme,
        host=host,
        endpoint=f"{slashes[1]}{last}{slashes[0]}" if known else "",
        parameter=named,
        service=found[2] if found and found[2] else None,
        userinfo=parts.userinfo is not None,
    )


def _validates(name: str) -> bool:
    return name.lower() in {"samlvalidate", "target", *OTHER_VALIDATIONS}
