"""Secrets are masked whatever stands around them, and ordinary words stay."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.dialogue.secrets import MASK, mask, masked_kinds

MASKED = [
    # tickets of CAS servers: numbered, random, with the server's name, UUID
    ("Le ticket « ST-1856339-aA5Yuvrxzpv8Tau1 » est inconnu", "Le ticket « [masqué] » est inconnu", "ticket"),
    ("ST-1856339-aA5Yuvrxzpv8Tau1cYQ7-cas01.exemple.fr", "[masqué]", "ticket"),
    ("ST-n0vZ3qXW5tR8bKjLm2PcYd7HsGfA4Ue1", "[masqué]", "ticket"),
    ("ST-6f9619ff-8b86-d011-b42d-00cf4fc964ff", "[masqué]", "ticket"),
    ("PT-12-b7Kd93Lmz0QwErTyUiOp, TGT-3-b7Kd93Lmz0QwErTyUiOp", "[masqué], [masqué]", "ticket"),
    ("PGTIOU-84678-8a9d2sfa23casd", "[masqué]", "ticket"),
    ("ticket 'ST-123' not recognized", "ticket '[masqué]' not recognized", "ticket"),
    ("https://x.fr/pronote/?ticket=ST-1", "https://x.fr/pronote/?ticket=[masqué]", "ticket"),
    ("x%3Fticket%3DST-1%26fd%3D1", "x%3Fticket%3D[masqué]%26fd%3D1", "ticket"),
    ("x%253Fticket%253DST-1%2526fd", "x%253Fticket%253D[masqué]%2526fd", "ticket"),
    ("<AssertionArtifact>ST-1</…>", "<AssertionArtifact>[masqué]</…>", "ticket"),
    # PRONOTE's own
    ("eleve.html?identifiant=A1B2&fd=1", "eleve.html?identifiant=[masqué]&fd=1", "identifiant"),
    ("eleve.html?fd=1&identifiant=A1B2", "eleve.html?fd=1&identifiant=[masqué]", "identifiant"),
    ("ELEVE.HTML?IDENTIFIANT=A1B2", "ELEVE.HTML?IDENTIFIANT=[masqué]", "identifiant"),
    ('{"CAS":{"actif":true,"jetonCAS":"QUJD=="}}', '{"CAS":{"actif":true,"jetonCAS":"[masqué]"}}', "jeton"),
    ("{'jetonCAS' : 'QUJD'}", "{'jetonCAS' : '[masqué]'}", "jeton"),
    ("« jetonCAS » : « QUJD== »", "« jetonCAS » : « [masqué] »", "jeton"),
    ('{\\"jetonCAS\\":\\"QUJD\\"}', '{\\"jetonCAS\\":\\"[masqué]\\"}', "jeton"),
    ("jetonCAS: QUJDREVG==", "jetonCAS: [masqué]", "jeton"),
    ("jetonCAS=QUJD", "jetonCAS=[masqué]", "jeton"),
    # passwords
    ("mot de passe : Rentree2024!", "mot de passe : [masqué]", "mot-de-passe"),
    ("mot de passe : azerty", "mot de passe : [masqué]", "mot-de-passe"),
    ("Mot de passe : 12345678", "Mot de passe : [masqué]", "mot-de-passe"),
    ("login : jean, mdp : soleil, profil", "login : jean, mdp : [masqué], profil", "mot-de-passe"),
    ("mdp=azerty12 et login=x", "mdp=[masqué] et login=x", "mot-de-passe"),
    ("mon mot de passe est Toto2024 merci", "mon mot de passe est [masqué] merci", "mot-de-passe"),
    ("mon mot de passe c’est Toto2024", "mon mot de passe c’est [masqué]", "mot-de-passe"),
    ("mot de passe : « le chat gris »", "mot de passe : « [masqué] »", "mot-de-passe"),
    ("Password: hunter2", "Password: [masqué]", "mot-de-passe"),
    ("mot de passe : soleil\nmerci", "mot de passe : [masqué]\nmerci", "mot-de-passe"),
    ("mdp Soleil!, mail reçu", "mdp [masqué], mail reçu", "mot-de-passe"),
    ("(mot de passe : Azerty12)", "(mot de passe : [masqué])", "mot-de-passe"),
    ("mdp: Azerty12. Ensuite rien", "mdp: [masqué]. Ensuite rien", "mot-de-passe"),
    ("identifiant=A1B2C3, puis rien", "identifiant=[masqué], puis rien", "identifiant"),
    ("ticket ST-185-aBcDeFgHiJkLmN, puis", "ticket [masqué], puis", "ticket"),
    ("jetonCAS=QUJDREVG; reste", "jetonCAS=[masqué]; reste", "jeton"),
    ("pass: soleil", "pass: [masqué]", "mot-de-passe"),
    ("code parent 83hT2, refusé", "code parent [masqué], refusé", "mot-de-passe"),
    ("code PIN 4512", "code PIN [masqué]", "mot-de-passe"),
    ("https://marie:chat@x.fr/", "https://[masqué]@x.fr/", "mot-de-passe"),
    ("https%3A%2F%2Fmarie%3Achat%40x.fr", "https%3A%2F%2F[masqué]%40x.fr", "mot-de-passe"),
]  # fmt: skip

ORDINARY = [
    "Lycée ST-JOSEPH",
    "ST-JEAN-BAPTISTE-DE-LA-SALLE-75012",
    "Collège ST-EXUPERY 31000",
    "ST-75012-JOSEPH",
    "ST-2024",
    "clg-ST-MICHEL",
    "PT-BR",
    "https://st-exupery31.lycee-exemple.fr/pronote/",
    "identifiant CAS",
    "identifiant : jdupont",
    "Identifiant PRONOTE-ENT",
    "j'ai perdu mon mot de passe : que faire ?",
    "j’ai oublié mon mot de passe, que faire ?",
    "mot de passe : oublié",
    "mot de passe : incorrect.",
    "mot de passe : ?",
    "mot de passe oublié!",
    "mot de passe bloqué, que faire",
    "code élève refusé",
    "code parent : oublié",
    "mot de passe : « oublié »",
    "Mot de passe : 12 caractères au moins",
    "mon mot de passe est incorrect",
    "votre identifiant ou votre mot de passe est incorrect",
    "le mot de passe est expiré depuis hier",
    "à quoi sert le jetonCAS ?",
    "le jetonCAS : à quoi sert-il ?",
    "https://x.fr/?ticket=",
    "le ticket est inconnu",
    "un ticket : c'est quoi",
    "https://0310047H.index-education.net/pronote/?login=true",
    "support.fr@itslearning.com",
    "https://x.fr/pronote/ ou marie@exemple.fr",
    "rendez-vous à 10:30 @ la vie scolaire",
]


@pytest.mark.parametrize(("text", "masked", "kind"), MASKED)
def test_a_secret_is_masked_and_its_kind_told(text: str, masked: str, kind: str) -> None:
    assert mask(text) == (masked, (kind,))
    assert mask(masked) == (masked, ())


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    assert mask(text) == (text, ())


def test_the_kinds_are_told_together() -> None:
    text = "https://x.fr/?ticket=ST-1&identifiant=A1 mot de passe : soleil"
    assert mask(text) == (
        f"https://x.fr/?ticket={MASK}&identifiant={MASK} mot de passe : {MASK}",
        ("identifiant", "mot-de-passe", "ticket"),
    )


def test_a_masked_text_still_tells_its_kinds_by_its_parameters() -> None:
    assert masked_kinds(f"https://x.fr/?ticket={MASK}%26identifiant%3D{MASK}") == ("identifiant", "ticket")
    assert masked_kinds(f"Le ticket « {MASK} » est inconnu") == ()


words = st.text(string.ascii_letters + string.digits + " .,;:!?éà'’«»\n-/", max_size=30)
randoms = st.text(string.ascii_letters + string.digits, min_size=20, max_size=64).filter(
    lambda run: any(sign.isdigit() for sign in run) and any(sign.isalpha() for sign in run)
)


@settings(deadline=None)
@given(words, randoms, words)
def test_a_random_ticket_never_stays(before: str, run: str, after: str) -> None:
    for ticket in (f"ST-{run}", f"ST-42-{run}"):
        masked, kinds = mask(f"{before} {ticket} {after}")
        assert masked.count(run) <= before.count(run) + after.count(run)
        assert "ticket" in kinds


@settings(deadline=None)
@given(words, st.sampled_from(["ticket", "identifiant", "jetonCAS", "mdp"]), randoms, words)
def test_a_parameters_value_never_stays(before: str, name: str, run: str, after: str) -> None:
    for equals in ("=", "%3D", "%253D"):
        masked, _ = mask(f"{before}?{name}{equals}{run} {after}")
        assert masked.count(run) <= before.count(run) + after.count(run)


@settings(deadline=None)
@given(st.text() | words)
def test_masking_twice_changes_nothing_and_finds_nothing(text: str) -> None:
    masked, _ = mask(text)
    assert mask(masked) == (masked, ())


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["mot", "de", "passe", "ticket", "ST", "-", "identifiant", "CAS", "ENT", ":", "?"])
    )
)
def test_words_about_secrets_alone_are_no_secret(parts: list[str]) -> None:
    text = " ".join(parts) + " ?"
    assert mask(text) == (text, ())


@pytest.mark.parametrize(
    "text",
    [
        "Mme Dupont, mot de passe Azerty123",
        "mdp Azerty123",
        "code d'accès : Azerty123",
        "login dupont / Azerty123!",
        "mes codes : dupont / Azerty123",
    ],
)
def test_a_password_is_masked_without_its_sign_too(text: str) -> None:
    masked, kinds = mask(text)
    assert "Azerty123" not in masked
    assert kinds == ("mot-de-passe",)


@pytest.mark.parametrize(
    "text", ["code RNE : 0310047H", "code 0310047H", "erreur code 503", "identifiant CAS", "?login=true"]
)
def test_a_school_code_and_a_parameter_are_no_password(text: str) -> None:
    assert mask(text) == (text, ())
