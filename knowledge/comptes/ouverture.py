"""Opening a sealed export with a private key that the operator holds, and sealing one for trials.

RSA (PKCS#1 v1.5) carries 48 bytes: an AES key, an initial vector, and the MD5 of both; AES-128-CBC carries
the deflated XML; a SHA-256 of the XML, or of its deflated form (both are met), proves it whole. Whatever
is wrong, the failure is one and the same, so that nobody can learn a key from how a file fails: the RSA
block is never judged before the rest was tried, and a wrong one is replaced by a key nobody knows.
"""

from __future__ import annotations

import hashlib
import hmac
import zlib

from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from knowledge.comptes.conteneur import AES_BLOCK, Conteneur
from knowledge.comptes.limites import MAX_INFLATED

_SECRET = 48


class OuvertureImpossible(ValueError):
    """This key does not open this file, or the file is not whole: nothing says which, on purpose."""


def open_sealed(conteneur: Conteneur, key: RSAPrivateKey) -> bytes:
    """The clear XML. Raises OuvertureImpossible, always the same, after the same work."""
    numbers = key.private_numbers()
    fallback = hashlib.sha384(b"%x" % numbers.d + conteneur.cle).digest()
    secret, sound = fallback, False
    try:
        found = key.decrypt(conteneur.cle, padding.PKCS1v15())
    except ValueError:
        found = b""
    if len(found) == _SECRET and hmac.compare_digest(_md5(found[:32]), found[32:]):
        secret, sound = found, True
    content = conteneur.contenu
    if not content or len(content) % AES_BLOCK:
        content, sound = hashlib.sha256(content).digest(), False
    decryptor = Cipher(algorithms.AES128(secret[:16]), modes.CBC(secret[16:32])).decryptor()
    padded = decryptor.update(content) + decryptor.finalize()
    packed = padded[: -padded[-1]] if 1 <= padded[-1] <= AES_BLOCK else padded
    clear = _inflate(packed) if sound else b""
    of_clear = hmac.compare_digest(hashlib.sha256(clear).digest(), conteneur.verification)
    of_packed = hmac.compare_digest(hashlib.sha256(packed).digest(), conteneur.verification)
    if not (sound and (of_clear or of_packed) and clear):
        raise OuvertureImpossible
    return clear


def _inflate(packed: bytes) -> bytes:
    """Inflate up to the ceiling; nothing where it is not whole, too large, or has something behind it."""
    inflater = zlib.decompressobj()
    try:
        clear = inflater.decompress(packed, MAX_INFLATED)
    except zlib.error:
        return b""
    return clear if inflater.eof and not inflater.unused_data else b""


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()


def seal(clear: bytes, key: RSAPublicKey, *, secret: bytes) -> tuple[bytes, bytes, bytes]:
    """Seal an XML as an ENT does: the values of `Cle`, `Contenu` and `Verification`.

    `secret` is 32 random bytes, the AES key and the initial vector; the hash is that of the clear XML.
    """
    encryptor = Cipher(algorithms.AES128(secret[:16]), modes.CBC(secret[16:32])).encryptor()
    packed = zlib.compress(clear)
    fill = AES_BLOCK - len(packed) % AES_BLOCK
    content = encryptor.update(packed + bytes([fill]) * fill) + encryptor.finalize()
    block = key.encrypt(secret + _md5(secret), padding.PKCS1v15())
    return block, content, hashlib.sha256(clear).digest()
