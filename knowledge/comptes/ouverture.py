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

_STEP = 64 * 1024
"""The content is worked on in multiples of so many bytes: its size, too, hardly shows."""

_PIECE = 1024
"""Bytes that are inflated at a time."""


class OuvertureImpossible(ValueError):
    """This key does not open this file, or the file is not whole: nothing says which, on purpose."""


def open_sealed(conteneur: Conteneur, key: RSAPrivateKey) -> bytes:
    """The clear XML. Raises OuvertureImpossible, always the same, after the same work.

    A part that is missing or has a wrong size is replaced, and the content filled up to a multiple of
    `_STEP` bytes: each primitive is called as often, and over as much, whatever is wrong.
    """
    numbers = key.private_numbers()
    size = key.key_size // 8
    fallback = hashlib.sha384(b"%x" % numbers.d + conteneur.cle).digest()
    fits = len(conteneur.cle) == size and int.from_bytes(conteneur.cle) < numbers.public_numbers.n
    try:
        found = key.decrypt(conteneur.cle if fits else fallback.rjust(size, b"\0"), padding.PKCS1v15())
    except ValueError:
        found = b""
    whole = len(found) == _SECRET
    tried = found if whole else fallback
    sound = hmac.compare_digest(_md5(tried[:32]), tried[32:]) and whole and fits
    secret = tried if sound else fallback

    content = conteneur.contenu
    blocks, rest = divmod(len(content), AES_BLOCK)
    filled = content.ljust(max(-(-len(content) // _STEP), 1) * _STEP, b"\0")
    decryptor = Cipher(algorithms.AES128(secret[:16]), modes.CBC(secret[16:32])).decryptor()
    opened = decryptor.update(filled) + decryptor.finalize()
    end = blocks * AES_BLOCK
    fill = opened[end - 1] if end else 0
    end -= fill if 1 <= fill <= AES_BLOCK else 0

    clear, hashed = _inflate(opened[:end], len(filled))
    of_clear = hmac.compare_digest(hashed, conteneur.verification)
    of_packed = hmac.compare_digest(hashlib.sha256(opened[:end]).digest(), conteneur.verification)
    # What fills up is hashed too, so that as many bytes are, wherever the content ends.
    hashlib.sha256(opened[end:]).digest()
    if not (sound and blocks and not rest and (of_clear or of_packed) and clear):
        raise OuvertureImpossible
    return clear


def _inflate(packed: bytes, size: int) -> tuple[bytes, bytes]:
    """Inflate `size` bytes, a piece at a time, and hash what comes: the clear bytes, and their SHA-256.

    Nothing is returned where it is not whole, is larger than the ceiling, or has something behind it. From
    where it ends or breaks, a stand-in is inflated and hashed in its place.
    """
    stand_in = _stand_in()
    inflater, alive, end = zlib.decompressobj(), True, 0
    clear = bytearray()
    of_clear, beyond = hashlib.sha256(), hashlib.sha256()
    for start in range(0, size, _PIECE):
        piece = packed[start : start + _PIECE]
        spare = zlib.decompressobj()
        alive = alive and not inflater.eof and bool(piece)
        try:
            if alive:
                fresh = inflater.decompress(piece, MAX_INFLATED + 1 - len(clear))
            else:
                fresh = spare.decompress(stand_in, MAX_INFLATED)
        except zlib.error:
            alive, fresh = False, b""
        (of_clear if alive else beyond).update(fresh)
        if alive:
            clear += fresh
            end = start + len(piece)
            alive = len(clear) <= MAX_INFLATED
    whole = inflater.eof and not inflater.unused_data and end == len(packed) and len(clear) <= MAX_INFLATED
    return bytes(clear) if whole else b"", of_clear.digest()


def _stand_in() -> bytes:
    """About `_PIECE` bytes that inflate to what an export's XML inflates to."""
    return zlib.compress(b"".join(b'<Eleve Nom="%x" Prenom="%x"/>' % (n * n, n * 7919) for n in range(136)))


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
