"""Keys as operators hold them."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from knowledge.comptes.cles import CleRefusee, read_private
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


@pytest.mark.parametrize("form", ["PEM", "OpenSSH", "SSH2"])
def test_a_public_key_is_no_private_one(form: str) -> None:
    public = key().public_key()
    line = public.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    written = {
        "PEM": public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        "OpenSSH": line,
        "SSH2": b"---- BEGIN SSH2 PUBLIC KEY ----\n%b\n---- END SSH2 PUBLIC KEY ----\n" % line.split()[1],
    }
    with pytest.raises(CleRefusee, match="publique"):
        read_private(written[form])


def test_another_kind_of_key_is_named() -> None:
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    with pytest.raises(CleRefusee, match="pas-rsa"):
        read_private(pem)


def test_noise_is_no_key() -> None:
    with pytest.raises(CleRefusee, match="illisible"):
        read_private(b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
