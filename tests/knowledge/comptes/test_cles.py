"""Keys as operators hold them."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from knowledge.comptes.cles import CleRefusee, read_private, read_public
from tests.maker import key


@pytest.mark.parametrize(
    "form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL, PrivateFormat.OpenSSH]
)
def test_a_private_key_is_read_in_its_three_forms(form: PrivateFormat) -> None:
    pem = key().private_bytes(Encoding.PEM, form, NoEncryption())
    assert read_private(pem).private_numbers() == key().private_numbers()


def test_a_key_under_a_password_is_named() -> None:
    pem = key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x"))
    with pytest.raises(CleRefusee, match="chiffree"):
        read_private(pem)


def test_a_public_key_is_no_private_one() -> None:
    pem = key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(CleRefusee, match="publique"):
        read_private(pem)


def test_another_kind_of_key_is_named() -> None:
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    with pytest.raises(CleRefusee, match="pas-rsa"):
        read_private(pem)


def test_noise_is_no_key() -> None:
    with pytest.raises(CleRefusee, match="illisible"):
        read_private(b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_ssh2_public_key_is_read_with_its_folded_headers(end: str) -> None:
    line = key().public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).split()[1].decode()
    body = end.join(line[place : place + 70] for place in range(0, len(line), 70))
    text = end.join(
        [
            "---- BEGIN SSH2 PUBLIC KEY ----",
            'Comment: "une clé qui a un long \\'.replace("é", "e"),
            'commentaire"',
            body,
            "---- END SSH2 PUBLIC KEY ----",
            "",
        ]
    )
    assert read_public(text.encode()).public_numbers() == key().public_key().public_numbers()


def test_a_public_key_is_read_as_pem_and_as_a_line() -> None:
    public = key().public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    line = public.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    assert read_public(pem).public_numbers() == read_public(line).public_numbers() == public.public_numbers()


def test_an_ssh2_key_that_was_cut_is_refused() -> None:
    text = b"---- BEGIN SSH2 PUBLIC KEY ----\n" + base64.b64encode(b"x" * 60) + b"\n"
    with pytest.raises(CleRefusee):
        read_public(text)
