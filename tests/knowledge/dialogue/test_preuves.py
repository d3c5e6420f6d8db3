"""The escalation file holds what was pasted and sent: links with their defects, and numbers without names."""

from __future__ import annotations

from bot.house import read_guide
from knowledge.dialogue.bilan import Bilan, Cause, Releve
from knowledge.dialogue.engine import step
from knowledge.dialogue.escalade import gather
from knowledge.dialogue.parcours import walk
from knowledge.dialogue.types import Answer, Message, Opened, State, Told, Turn
from storage.codec import decode_state, encode_state
from tests.conftest import TODAY
from tests.knowledge.dialogue.test_escalade import ASKED

GUIDE = read_guide()
START = State((Answer("but", "humain"), Answer("humain", "dossier"), Answer("dossier_pour", "itslearning")))
SCHOOL = "https%3A%2F%2F0310047H.index-education.net%2Fpronote%2F"
LOGIN = f"https://cas.itslearning.com/cas-asp/login?service={SCHOOL}"
PRINTED = LOGIN.replace("https%3A%2F%2F", "https%3F%2F")
CUT = f"https://cas.itslearning.com/cas-asp/samlValidate?TARGET={SCHOOL.removesuffix('%2F')}"
MOBILE = (
    '{"CAS":{"actif":true,"casURL":"https://cas.itslearning.com/cas-prod","jetonCAS":"azertyuiop"},'
    '"espaces":[{"nom":"Espace Parents","URL":"mobile.parent.html"}],"version":[2026,0,1,3],'
    '"nomEtab":"EXEMPLE"}'
)
COUNTS = "425 1 101 700 17 36\n424 - - 698 1 34\n424 0 0 698 0 34\n0 - - 0 1 0"
REPORT = Bilan(
    releves=(Releve("export", 424, uai="0310047H", day="2026-08-25"), Releve("liste-pronote", 425)),
    table=(("eleves", 425, 424, 421, 3),),
    causes=(Cause("eleves", "prenom-different", "pronote", 2), Cause("eleves", "eleve-absent-ent", "", 1)),
    certain=421,
    to_mend=3,
)


def lines(*messages: Message, state: State = START) -> dict[str, tuple[str, str]]:
    turn = Turn(state)
    for message in messages:
        turn = step(GUIDE, turn.state, message, today=TODAY)
    kept = decode_state(encode_state(turn.state))
    place = walk(GUIDE, kept.answers, today=TODAY, pieces=kept.pieces)
    return {line.id: (line.label, line.value) for line in gather(GUIDE, place).lignes}


def test_a_pasted_link_stands_in_the_file_with_its_defect_and_what_it_should_be() -> None:
    label, value = lines(Told(PRINTED))["lien_login1"]
    assert label == GUIDE.data["dossier.toml"]["releve"]["parties"]["login"]
    assert value.startswith(PRINTED)
    assert "%3F" in value.removeprefix(PRINTED)
    assert LOGIN in value


def test_the_links_of_the_two_services_are_told_apart() -> None:
    found = lines(Told(f"PRONOTE.net\n{PRINTED}\nServeur PRONOTE\n{CUT}"))
    assert PRINTED in found["lien_net_login1"][1]
    assert CUT in found["lien_client_validate1"][1]


def test_a_link_pasted_again_takes_the_place_of_the_wrong_one() -> None:
    found = lines(Told(PRINTED), Told(LOGIN))
    assert [found[id][1].partition(" ")[0] for id in found if id.startswith("lien_")] == [LOGIN]


def test_a_link_is_compared_with_the_address_that_is_told_after_it() -> None:
    state = State(tuple(Answer(*pair) for pair in ASKED.items() if pair[0] != "dossier_adresse"))
    other = LOGIN.replace("0310047H", "0690028F")
    answered = State((*state.answers, Answer("dossier_adresse", ASKED["dossier_adresse"])))
    pasted = step(GUIDE, state, Told(other), today=TODAY).state.pieces
    before = lines(state=State(state.answers, pieces=pasted))["lien_login1"][1]
    after = lines(state=State(answered.answers, pieces=pasted))["lien_login1"][1]
    assert before != after
    assert before.startswith(other)
    assert after.startswith(other)


def test_what_a_correct_link_should_be_is_said_once() -> None:
    found = lines(Told(PRINTED), state=State(tuple(Answer(*pair) for pair in ASKED.items())))
    assert found["lien"][1] == LOGIN
    assert LOGIN not in found["lien_login1"][1]


def test_no_secret_of_a_pasted_link_is_kept() -> None:
    turn = step(GUIDE, START, Told(f"{LOGIN}&ticket=ST-123-azertyuiopqsdfgh"), today=TODAY)
    assert b"azertyuiop" not in encode_state(turn.state)
    assert "azertyuiop" not in str(lines(Told(f"{LOGIN}&ticket=ST-123-azertyuiopqsdfgh")))


def test_a_right_address_or_a_question_adds_no_line() -> None:
    assert not any(
        id.startswith("lien_") for id in lines(Told("https://0310047H.index-education.net/pronote/"))
    )
    assert not any(id.startswith("lien_") for id in lines(Told("à quoi sert ?login=true")))


def test_info_mobile_app_tells_the_version_the_school_and_the_server() -> None:
    found = lines(Told(MOBILE))
    assert found["version"][1] == "2026.0.1.3"
    assert found["ecole"][1] == "EXEMPLE"
    assert "cas-prod" in found["mobile"][1]
    assert "cas-asp" in found["mobile"][1]
    assert "azerty" not in str(found)


def test_pronotes_own_table_stands_in_the_file() -> None:
    value = lines(Told(COUNTS))["comptes"][1]
    assert "425 / 424 / 424 / 0" in value
    assert "17 / 1 / 0 / 1" in value
    assert "27/08/2026" in value


def test_a_report_on_files_stands_in_the_file_in_numbers() -> None:
    found = lines(Opened(REPORT))
    assert "425 / 424 / 421 / 3" in found["comptes"][1]
    assert "(2)" in found["ecarts"][1]
    assert "421" in found["ecarts"][1]
    assert "0310047H" in found["export"][1]
    assert "25/08/2026" in found["export"][1]


def test_files_that_are_forgotten_leave_the_file_and_one_list_alone_does_not_replace_a_comparison() -> None:
    alone = Bilan(releves=(Releve("liste-pronote", 9),), table=(("eleves", 9, None, None, None),))
    assert "comptes" not in lines(Opened(REPORT), Opened(Bilan()))
    assert "421" in lines(Opened(REPORT), Opened(alone))["comptes"][1]
    assert "9" in lines(Opened(alone))["comptes"][1]


def test_every_reason_has_few_words() -> None:
    phrases = GUIDE.data["comptes.toml"]
    short = GUIDE.data["dossier.toml"]["comptes"]["raisons"]
    assert set(phrases["causes"]) == set(short)
