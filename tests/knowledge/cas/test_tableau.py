"""Several links judged together: whose they are, which one is wrong, which one is missing."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.cas.adresse import Adresse
from knowledge.cas.etiquettes import Service
from knowledge.cas.liens import Bases, links, pronote_style
from knowledge.cas.tableau import Ligne, judge
from tests.knowledge.cas.test_adresse import BASE
from tests.knowledge.cas.test_autopsie import GOOD, OF_OWN, OF_PROD, OTHER, OWN, PRINTED, SCHOOL

CONSOLE = pronote_style(SCHOOL, BASE)
OTHERS = links(OTHER, BASE)


def states(line: Ligne) -> tuple[str, ...]:
    return tuple(cell.state for cell in line.cellules)


def table(text: str, bases: Bases, known: tuple[tuple[Service, Adresse], ...] = ()) -> list[Ligne]:
    found = judge(text, bases=bases, known=known)
    return list(found.lignes) if found else []


def test_one_link_or_none_makes_no_table(bases: Bases) -> None:
    assert judge(GOOD.login, bases=bases) is None
    assert judge("rien ne marche, voir https://cas.itslearning.com/cas-asp/", bases=bases) is None


@pytest.mark.parametrize("order", [*itertools.permutations((GOOD.public, CONSOLE.login, GOOD.validate))])
def test_three_right_links_are_right_in_any_order(order: tuple[str, ...], bases: Bases) -> None:
    (line,) = table("\n".join(order), bases)
    assert states(line) == ("juste", "juste", "juste")


def test_the_wrong_one_is_told_with_what_it_should_be(bases: Bases) -> None:
    wrong = f"{BASE}login?service={PRINTED.replace('itslearning', '0310047H')}"
    (line,) = table(f"{GOOD.public} {wrong} {GOOD.validate}", bases)
    assert states(line) == ("juste", "faux", "juste")
    assert line.cellules[1].expected == GOOD.login


def test_a_missing_one_is_told_with_what_it_should_be(bases: Bases) -> None:
    (line,) = table(f"{GOOD.public} {GOOD.login}", bases)
    assert states(line) == ("juste", "juste", "manque")
    assert line.cellules[2].expected == GOOD.validate


def test_links_that_carry_two_addresses_are_wrong_together(bases: Bases) -> None:
    (line,) = table(f"{GOOD.public} {GOOD.login} {OTHERS.validate}", bases)
    assert states(line) == ("juste", "juste", "faux")
    judged = line.cellules[2].autopsie
    assert judged
    assert "other-school" in {one.code for one in judged.findings}
    assert line.cellules[2].expected == GOOD.validate


def test_the_words_of_the_consoles_tell_the_services_apart(bases: Bases) -> None:
    paste = f"""PRONOTE.net
    URL à communiquer au socle ENT : {GOOD.public}
    Lien d'authentification : {GOOD.login}
    Lien de validation : {GOOD.validate}
    Serveur PRONOTE (Client)
    URL du serveur pour le serveur CAS : {OF_OWN.public}
    Lien d'authentification : {OF_OWN.login}
    Lien de validation : {GOOD.validate}"""
    net, client = table(paste, bases)
    assert (net.service, states(net)) == ("net", ("juste", "juste", "juste"))
    assert (client.service, states(client), client.adresse) == ("client", ("juste", "juste", "faux"), OWN)


def test_without_words_a_second_link_of_a_kind_makes_a_line_of_its_own(bases: Bases) -> None:
    one, other = table(" ".join((GOOD.login, GOOD.validate, OF_OWN.login, OF_OWN.public)), bases)
    assert {one.service, other.service} == {""}


def test_the_address_that_is_known_decides(bases: Bases) -> None:
    (line,) = table(f"{OTHERS.login} {OTHERS.validate}", bases, known=(("", SCHOOL),))
    assert states(line) == ("manque", "faux", "faux")
    assert [cell.expected for cell in line.cellules] == [GOOD.public, GOOD.login, GOOD.validate]


def test_links_of_another_known_base_are_to_be_checked_and_stay_on_it(bases: Bases) -> None:
    (line,) = table(f"{GOOD.public} {OF_PROD.login}", bases)
    assert states(line) == ("juste", "a_verifier", "manque")
    assert line.cellules[2].expected == OF_PROD.validate


def test_a_direct_address_has_no_place_in_the_table_and_is_not_lost(bases: Bases) -> None:
    found = judge(f"{GOOD.public} {GOOD.login} {GOOD.direct}", bases=bases)
    assert found
    assert [each.kind for each in found.autres] == ["direct"]


def codes(line: Ligne) -> list[list[str]]:
    return [[one.code for one in cell.why] for cell in line.cellules]


def test_a_link_under_the_label_of_another_is_wrong_where_it_was_put(bases: Bases) -> None:
    paste = f"""URL à communiquer au socle ENT : {GOOD.public}
    Lien d'authentification : {GOOD.validate}
    Lien de validation :
    {GOOD.login}"""
    (line,) = table(paste, bases)
    assert states(line) == ("juste", "faux", "faux")
    assert codes(line)[1:] == [["wrong-place"], ["wrong-place"]]
    assert [cell.expected for cell in line.cellules] == [GOOD.public, GOOD.login, GOOD.validate]


def test_a_sentence_that_names_several_links_labels_none(bases: Bases) -> None:
    (line,) = table(
        f"Le lien d’authentification et le lien de validation : {GOOD.login} {GOOD.validate}", bases
    )
    assert states(line) == ("manque", "juste", "juste")


def test_the_address_of_the_other_service_is_told_as_such(bases: Bases) -> None:
    net = f"PRONOTE.net {GOOD.public} {GOOD.login} {GOOD.validate}"
    client = f"Client {OF_OWN.public} {GOOD.login} {OF_OWN.validate}"
    for text in (f"{net} {client}", f"{client} {net}"):
        line = next(line for line in table(text, bases) if line.service == "client")
        assert states(line) == ("juste", "faux", "juste")
        assert codes(line)[1] == ["other-service"]
        assert line.cellules[1].expected == OF_OWN.login


def test_links_of_one_address_for_both_services_are_right(bases: Bases) -> None:
    lines = table(f"PRONOTE.net {GOOD.login} {GOOD.validate} Client {GOOD.login} {GOOD.validate}", bases)
    assert [states(line) for line in lines] == [("manque", "juste", "juste")] * 2


def test_two_schools_that_were_mixed_are_told_apart(bases: Bases) -> None:
    mixed = (GOOD.public, OTHERS.login, OTHERS.public, GOOD.validate, GOOD.login, OTHERS.validate)
    one, other = table("\n".join(mixed), bases)
    assert {one.adresse, other.adresse} == {SCHOOL, OTHER}
    assert states(one) == states(other) == ("juste", "juste", "juste")


def test_a_link_that_stands_twice_counts_once_however_it_is_written(bases: Bases) -> None:
    found = judge(f"{GOOD.public} {GOOD.login} {CONSOLE.login} {GOOD.public}", bases=bases)
    assert found
    assert [states(line) for line in found.lignes] == [("juste", "juste", "manque")]
    assert [each.found for each in found.doubles] == [CONSOLE.login, GOOD.public]


def test_a_right_link_and_a_wrong_one_of_its_kind_are_both_shown(bases: Bases) -> None:
    wrong = GOOD.login.replace("%3A", "%3F")
    lines = table(f"{GOOD.login} {wrong} {GOOD.validate}", bases)
    assert [states(line) for line in lines] == [
        ("manque", "juste", "juste"),
        ("pas_colle", "faux", "pas_colle"),
    ]


PAGES = ("eleve.html", "parent.html?login=true", "professeur.html", "mobile.parent.html?fd=1")


def test_pages_are_of_the_same_pronote_and_no_line_of_their_own(bases: Bases) -> None:
    pages = [GOOD.public + page for page in PAGES]
    for paste in ([GOOD.public, *pages, GOOD.login], [*pages, GOOD.login], [*reversed(pages), GOOD.validate]):
        found = judge("\n".join(paste), bases=bases)
        assert found
        assert len(found.lignes) == 1
        assert {each.found for each in found.pages} == set(pages)
        assert "faux" not in states(found.lignes[0])


def test_pages_alone_are_judged_by_no_table(bases: Bases) -> None:
    found = judge("\n".join(GOOD.public + page for page in PAGES), bases=bases)
    assert found
    assert (found.lignes, len(found.pages)) == ((), len(PAGES))


def test_a_page_and_the_direct_address_are_told_together(bases: Bases) -> None:
    found = judge(f"{GOOD.direct} {GOOD.public}eleve.html?login=true", bases=bases)
    assert found
    assert ([each.kind for each in found.autres], len(found.pages)) == (["direct"], 1)


def test_logins_of_several_pages_are_one_link(bases: Bases) -> None:
    logins = [f"{GOOD.login}{page}" for page in ("parent.html", "eleve.html")]
    found = judge("\n".join((*logins, GOOD.login)), bases=bases)
    assert found
    assert ([states(line) for line in found.lignes], len(found.pages)) == ([("manque", "juste", "manque")], 2)


def test_a_page_under_the_label_of_the_address_is_a_mistake(bases: Bases) -> None:
    (line,) = table(f"URL à communiquer au socle ENT : {GOOD.public}eleve.html\n{GOOD.login}", bases)
    assert states(line) == ("a_verifier", "juste", "manque")
    assert line.cellules[0].expected == GOOD.public


def test_a_page_of_another_school_is_told(bases: Bases) -> None:
    page = f"{OTHER.public}eleve.html"
    for known in ((), (("", SCHOOL),)):
        found = judge(f"{page}\n{GOOD.login} {GOOD.validate}", bases=bases, known=known)
        assert found
        assert ([states(line) for line in found.lignes], found.pages) == ([("faux", "juste", "juste")], ())


def test_nothing_is_missing_where_only_addresses_were_pasted(bases: Bases) -> None:
    (net, client) = table(f"PRONOTE.net : {GOOD.public}\nClient : {OF_OWN.public}", bases)
    assert states(net) == states(client) == ("juste", "pas_colle", "pas_colle")


def test_eight_links_are_all_placed(bases: Bases) -> None:
    paste = f"""PRONOTE.net {GOOD.public} {GOOD.direct} {GOOD.login} {GOOD.validate}
    Client {GOOD.public} {GOOD.login.replace("%3A", "%253A")} {GOOD.validate} {GOOD.public}"""
    found = judge(paste, bases=bases)
    assert found
    net, client = found.lignes
    assert states(net) == ("juste", "juste", "juste")
    assert states(client) == ("juste", "faux", "juste")
    assert ([each.kind for each in found.autres], len(found.doubles)) == (["direct"], 1)


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *(
                    GOOD.public,
                    GOOD.login,
                    OF_OWN.validate,
                    OF_PROD.login,
                    GOOD.direct,
                    f"{GOOD.public}eleve.html",
                    GOOD.login.replace("3A", "3F"),
                ),
                *("Client", "PRONOTE.net", "lien de validation :", "x/"),
            ]
        )
    )
)
def test_no_link_is_lost_and_none_is_judged_twice(bases: Bases, parts: list[str]) -> None:
    found = judge("\n".join(parts), bases=bases)
    if found is not None:
        cells = [cell for _, cell in found.cellules]
        judged = [cell.autopsie for cell in cells if cell.autopsie]
        links = sum(part.startswith("https") for part in parts)
        assert len(judged) + len(found.autres) + len(found.doubles) + len(found.pages) == links
        assert all(bool(cell.why) == (cell.state in {"faux", "a_verifier"}) for cell in cells)
        assert all((cell.autopsie is None) == (cell.state in {"manque", "pas_colle"}) for cell in cells)
