"""Private keys as operators hold them: PEM (PKCS#1, PKCS#8, OpenSSH), SSH2 for public ones (RFC 4716)."""

from __future__ import annotations

import base64
import binascii

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    load_pem_private_key,
    load_pem_public_key,
    load_ssh_private_key,
    load_ssh_public_key,
)

_BEGIN, _END = "---- BEGIN SSH2 PUBLIC KEY ----", "---- END SSH2 PUBLIC KEY ----"


class CleRefusee(ValueError):
    """No RSA key of the wanted kind; `code`: `illisible`, `publique`, `chiffree`, `pas-rsa`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_private(data: bytes) -> RSAPrivateKey:
    """Read a private RSA key. Raises CleRefusee."""
    if b"PUBLIC KEY" in data or data.startswith(b"ssh-rsa "):
        raise CleRefusee("publique")
    load = load_ssh_private_key if b"BEGIN OPENSSH" in data else load_pem_private_key
    try:
        key = load(data, password=None)
    except TypeError as encrypted:
        raise CleRefusee("chiffree") from encrypted
    except (ValueError, UnsupportedAlgorithm) as unreadable:
        raise CleRefusee("illisible") from unreadable
    if not isinstance(key, RSAPrivateKey):
        raise CleRefusee("pas-rsa")
    return key


def read_public(data: bytes) -> RSAPublicKey:
    """Read a public RSA key: PEM, OpenSSH, or SSH2 as Index-Education gives it. Raises CleRefusee."""
    text = data.decode("ascii", "replace").strip()
    try:
        if text.startswith(_BEGIN):
            key = load_ssh_public_key(b"ssh-rsa " + _ssh2_body(text))
        elif text.startswith("ssh-rsa "):
            key = load_ssh_public_key(data)
        else:
            key = load_pem_public_key(data)  # type: ignore[assignment]
    except (ValueError, UnsupportedAlgorithm, binascii.Error) as unreadable:
        raise CleRefusee("illisible") from unreadable
    if not isinstance(key, RSAPublicKey):
        raise CleRefusee("pas-rsa")
    return key


def _ssh2_body(text: str) -> bytes:
    """The base64 between the marks; a header line that ends with a backslash goes on (RFC 4716 §3.3)."""
    unfolded = text.replace("\r\n", "\n").replace("\\\n", "")
    head, end, _ = unfolded.partition(f"\n{_END}")
    body = "".join(line for line in head.split("\n")[1:] if ":" not in line)
    if not end:
        raise ValueError(_END)
    return base64.b64encode(base64.b64decode(body, validate=True))
