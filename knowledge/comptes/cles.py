"""Private keys as operators hold them: PEM (PKCS#1, PKCS#8, OpenSSH)."""

from __future__ import annotations

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    load_pem_private_key,
    load_ssh_private_key,
)


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
