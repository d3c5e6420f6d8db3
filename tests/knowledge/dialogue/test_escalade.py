"""The escalation file: what is gathered, lacks or is struck out; what is typed stays text."""

from __future__ import annotations

import email
import email.policy
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.house import read_guide
from knowledge.dialogue import envoi, imprime
from knowledge.dialogue.courriel import MAILTO_MAX
from knowledge.dialogue.dossier import Dossier
from knowledge.dialogue.engine import step
from knowledge.dialogue.escalade import gather
from knowledge.dialogue.parcours import Parcours, connu_of, walk
from knowledge.dialogue.pieces import NOTHING, Passage, Pieces
from knowledge.dialogue.types import Answer, State, Told
from tests.conftest import TODAY

GUIDE = read_guide()
ADDRESS = "https://0310047H.index-education.net/pronote/"
ASKED = {
    "but": "humain",
    "humain": "dossier",
    "dossier_pour": "index-education",
    "dossier_probleme": "Plus personne n’entre",
    "dossier_hebergement": "heberge",
    "dossier_adresse": ADDRESS,
    "dossier_direct": "non",
    "dossier_version": "PRONOTE 2026",
    "dossier_nom": "Collège Exemple",
    "dossier_contact": "Le secrétariat, secretariat@exemple.fr",
}
TRIAGE = {"but": "probleme", "probleme": "tous", "tri_ou": "sur", "tri_message": "aucun"}


def at(answers: dict[str, str], pieces: Pieces = NOTHING) -> Parcours:
    return walk(GUIDE, [Answer(*pair) for pair in answers.items()], today=TODAY, pieces=pieces)


def values(dossier: Dossier) -> dict[str, str]:
    return {line.id: line.value for line in dossier.lignes}


def test_what_was_answered_is_gathered_and_nothing_lacks() -> None:
    dossier = gather(GUIDE, at(ASKED))
    assert (dossier.known, dossier.total, dossier.manquantes) == (8, 8, ())
    assert values(dossier)["uai"] == "0310047H"
    assert values(dossier)["adresse"] == ADDRESS


def test_only_what_is_not_known_is_asked() -> None:
    asked = [node for node in ASKED if node not in {"dossier_adresse", "dossier_hebergement"}]
    known = {node: ASKED[node] for node in asked}
    assert at({node: known[node] for node in asked[:4]}).node.id == "dossier_hebergement"
    assert at({node: ASKED[node] for node in list(ASKED)[:6]}).node.id == "dossier_direct"


def test_as_it_is_goes_straight_to_the_reading() -> None:
    answers = {node: ASKED[node] for node in list(ASKED)[:3]} | {"dossier_probleme": "tel_quel"}
    assert at(answers).node.id == "dossier_relecture"
    assert gather(GUIDE, at(answers)).known == 0


@pytest.mark.parametrize("pour", ["etablissement", "itslearning", "index-education"])
def test_each_recipient_is_told_what_it_needs(pour: str) -> None:
    dossier = gather(GUIDE, at(ASKED | {"dossier_pour": pour}))
    wanted = GUIDE.data["dossier.toml"]["pour"][pour]["attend"]
    assert dossier.pour == pour
    assert dossier.total == sum(line not in {"qui", "ou", "message", "depuis"} for line in wanted)


def test_the_triage_tells_the_breakdown_and_who_acts() -> None:
    place = at(TRIAGE)
    dossier = gather(GUIDE, place)
    assert place.connu.verdict is not None
    assert dossier.pour == place.connu.verdict.qui
    assert values(dossier)["qui"] == "Tout le monde"


def test_what_is_struck_out_is_in_none_of_its_forms() -> None:
    dossier = gather(GUIDE, at(ASKED, Pieces(retirees=("probleme",))))
    assert [line.id for line in dossier.retirees] == ["probleme"]
    assert "Plus personne" not in envoi.write(GUIDE, dossier).eml.decode()
    assert "Plus personne" not in envoi.write(GUIDE, dossier).body
    assert dossier.known == 7


def test_a_struck_line_stays_out_when_more_becomes_known() -> None:
    struck = Pieces(retirees=("contact",))
    for version in ("passer", "PRONOTE 2026"):
        dossier = gather(GUIDE, at(ASKED | {"dossier_version": version}, struck))
        assert "contact" not in values(dossier)
        assert [line.id for line in dossier.retirees] == ["contact"]


def test_the_numbers_of_the_lines_have_no_gap() -> None:
    dossier = gather(GUIDE, at(ASKED, Pieces(retirees=("contact", "ecole"))))
    numbers = [line.numero for line in (*dossier.lignes, *dossier.retirees)]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize(
    ("typed", "secret"),
    [
        ("Madame Exemplaire n’entre plus", "Exemplaire"),
        ("élève Zoé Du Pré, née le 12/03/2012", "Zoé"),
        ("élève Zoé Du Pré, née le 12/03/2012", "2012"),
        ("écrire à zoe@exemple.fr", "zoe@exemple.fr"),
        ("appeler le 06 12 34 56 78", "34 56"),
        ("NIR 2 12 03 75 123 456 78", "123 456"),
        ("ticket ST-12-azertyuiop", "azertyuiop"),
        ("Zoé DUPRÉ 6eA n’entre pas", "DUPRÉ"),
        ("née le 3 mars 2012", "2012"),
        ("né le 12 03 2012", "2012"),
        ("M.Exemple ne peut entrer", "Exemple"),
        ("MM. Exemple et Modele", "Modele"),
        ("INE 1234567890A", "67890A"),
    ],
)
def test_people_and_secrets_are_masked(typed: str, secret: str) -> None:
    dossier = gather(GUIDE, at(ASKED | {"dossier_probleme": typed}))
    assert secret not in values(dossier)["probleme"]


def test_the_day_when_it_began_the_school_and_the_contact_stay() -> None:
    dossier = gather(GUIDE, at(ASKED | {"dossier_probleme": f"depuis le 24/08/{TODAY.year}"}))
    school = gather(GUIDE, at(ASKED | {"dossier_nom": "Lycée Madame de Staël"}))
    assert values(school)["ecole"] == "Lycée Madame de Staël"
    assert f"24/08/{TODAY.year}" in values(dossier)["probleme"]
    assert values(dossier)["contact"] == ASKED["dossier_contact"]


def test_the_mail_says_the_same_in_every_form() -> None:
    written = envoi.write(GUIDE, gather(GUIDE, at(ASKED | {"dossier_pour": "itslearning"})))
    parsed = email.message_from_bytes(written.eml, policy=email.policy.default)
    assert parsed["To"] == written.to == "support.fr@itslearning.com"
    assert parsed["Subject"] == written.subject
    assert parsed.get_content().replace("\r\n", "\n") == written.body
    assert len(written.mailto) < MAILTO_MAX
    assert parse_qs(urlsplit(written.mailto).query)["subject"] == [written.subject]


ONE_PAGE = b"/Type/Pages/Count 1/"
HARD_TO_PRINT = (
    "école 学校 😀 👩\u200d👩\u200d👧 ☎\ufe0f",
    "مرحبا بالعالم שלום עולם",
    "Personne n’entre. " * 6_000,
    "https://exemple.fr/" + "a" * 5_000,
    "W" * 100_000,
    "ligne\n\n" * 5_000,
)


def test_the_page_is_a_pdf_and_the_same_each_time() -> None:
    dossier = gather(GUIDE, at(ASKED))
    made = envoi.page(GUIDE, dossier)
    imprime._set.cache_clear()
    assert made.startswith(b"%PDF-")
    assert envoi.page(GUIDE, dossier) == made


@pytest.mark.parametrize("typed", HARD_TO_PRINT, ids=range(len(HARD_TO_PRINT)))
def test_whatever_was_typed_the_page_is_one_and_the_mail_holds_it_all(typed: str) -> None:
    said = ASKED | {"dossier_probleme": typed, "dossier_nom": typed, "dossier_contact": typed}
    dossier = gather(GUIDE, at(said))
    assert ONE_PAGE in envoi.page(GUIDE, dossier)
    assert values(dossier)["ecole"] in envoi.write(GUIDE, dossier).body.replace("\r\n", "\n")


@settings(max_examples=25, deadline=None)
@given(
    st.text(min_size=1, max_size=80)
    | st.sampled_from(["#panic(1)", "*_$@<>#", '#read("/etc/passwd")', "\u202e\x00", *HARD_TO_PRINT])
)
def test_nothing_typed_is_markup_or_a_header(typed: str) -> None:
    dossier = gather(GUIDE, at(ASKED | {"dossier_probleme": typed, "dossier_nom": typed}))
    assert ONE_PAGE in envoi.page(GUIDE, dossier)
    parsed = email.message_from_bytes(envoi.write(GUIDE, dossier).eml, policy=email.policy.default)
    assert "Bcc" not in parsed
    assert parsed.get_content_type() == "text/plain"


TYPED = ("dossier_probleme", "dossier_depuis", "dossier_version", "tri_message")


@pytest.mark.parametrize("node", [*TYPED, "dossier_dit"])
def test_whatever_is_typed_leaves_without_names_births_and_secrets_in_every_form(node: str) -> None:
    typed = "élève Zoé DUPRÉ, née le 12/03/2014, mot de passe : Azerty123, ticket ST-12-azertyuiopqsdf"
    journal = (Passage(node, typed, TODAY.isoformat()),)
    known = connu_of(GUIDE, {"probleme": "tous", node: typed}, today=TODAY, pieces=Pieces(journal=journal))
    place = Parcours((), GUIDE.nodes["dossier_relecture"], known)
    dossier = gather(GUIDE, place, pour="index-education")
    written = envoi.write(GUIDE, dossier)
    forms = (
        str(dossier.lignes),
        written.subject,
        written.body,
        written.mailto,
        written.eml.decode(),
        envoi.say_call(GUIDE, dossier),
        str(envoi.lines(GUIDE, dossier)),
    )
    assert "élève" in forms[0]
    for form in forms:
        for secret in ("Zoé", "DUPR", "2014", "Azerty", "azerty"):
            assert secret not in form


QUESTIONS = [route.to for route in GUIDE.paths["dossier_manques"] if route.condition]
BEGUN = (
    State((Answer("but", "humain"), Answer("humain", "dossier"))),
    State(tuple(Answer(*pair) for pair in TRIAGE.items())),
)


def to_the_review(state: State, said: str) -> list[str]:
    """What is asked on the way to the reading, where everything is answered with these words."""
    asked = []
    for _ in range(40):
        place = walk(GUIDE, state.answers, today=TODAY)
        asked.append(place.node.id)
        if place.node.id == "dossier_relecture":
            return asked
        offered = {choice.id for choice in place.node.choices}
        on_the_way = "ecarte" if "ecarte" in offered else "oui" if "dossier" in offered else said
        state = step(GUIDE, state, Told(on_the_way), today=TODAY).state
    raise AssertionError(asked)


@pytest.mark.parametrize("words", ["je ne sais pas", "jsp", "aucune idée", "?"])
@pytest.mark.parametrize("begun", BEGUN, ids=["a person", "a triage"])
def test_who_knows_nothing_gets_to_the_reading_and_is_asked_nothing_twice(begun: State, words: str) -> None:
    asked = to_the_review(begun, words)
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize("question", QUESTIONS)
def test_as_it_is_can_be_said_at_every_question_of_the_file(question: str) -> None:
    node = GUIDE.nodes[question]
    choice = node.choice("tel_quel")
    assert choice is not None
    assert [route.to for route in choice.routes] == ["dossier_relecture"]
