"""Who matches whom."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.comptes.personnes import Personne
from knowledge.comptes.raisons import NIVEAUX
from knowledge.comptes.rapprochement import Rapprochement, match
from tests.maker import person, words

NOMS = ("Abadie", "Cazal", "Daran", "Escande", "Fargues", "Gineste", "Izard", "Lacaze", "Maurel", "Pouget")
PRENOMS = ("Anouk", "Basile", "Céleste", "Djibril", "Élias", "Flavie", "Gaspard", "Hanaé", "Joachim", "Kenza")


def crowd(*, born: bool = True) -> list[Personne]:
    """A hundred people of a hundred names, so that common and rare mean something."""
    return [
        person(nom, prenom, (2010 + i % 5) * 10000 + (1 + j) * 100 + 1 + (7 * i + 3 * j) % 28 if born else 0)
        for i, nom in enumerate(NOMS)
        for j, prenom in enumerate(PRENOMS)
    ]


def confront(one: Personne, other: Personne, *, born: bool = True) -> Rapprochement:
    """Match two lists that differ only in one person."""
    return match(
        [*crowd(born=born), one], [*crowd(born=born), other],
        particules=words().particules, diminutifs=words().diminutifs,
    )  # fmt: skip


def level(one: Personne, other: Personne, *, born: bool = True) -> str:
    """The level of the pair of these two."""
    group = confront(one, other, born=born)
    return next(pair.niveau for pair in group.paires if pair.pronote is one and pair.ent is other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("LE QUÉRÉ", "le quere"), ("D’Armagnac", "D'ARMAGNAC"), ("Nœbel", "NOEBEL"), ("Weiß", "WEISS"),
        ("Val-Doré", "VAL DORE"), ("Łukasik", "Lukasik"), ("Da  Costa", "da costa"),
    ],
)  # fmt: skip
def test_writing_a_name_in_another_way_is_no_difference(one: str, other: str) -> None:
    assert level(person(one, "Zoé", 20120304), person(other, "ZOE", 20120304)) == "exact"


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (person("Vidalenc", "Thaïs", 20120403), "jour-mois-inverses"),
        (person("Vidalenc", "Thaïs", 20110304), "chiffre-annee"),
        (person("Vidalenc", "Thaïs", 20120305), "chiffre-date"),
        (person("Vidalenc", "Thaïs"), "naissance-absente"),
        (person("Thaïs", "Vidalenc", 20120304), "nom-prenom-inverses"),
        (person("Vidalent", "Thaïs", 20120304), "une-lettre"),
        (person("Vidalenc-Morvan", "Thaïs", 20120304), "nom-compose"),
        (person("De Vidalenc", "Thaïs", 20120304), "ecriture"),
        (person("Vidal Enc", "Thaïs", 20120304), "ecriture"),
        (person("Vidalenc", "T.", 20120304), "initiale"),
        (person("Vidalennt", "Thais", 20110304), "plusieurs-ecarts"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_probable_pair_is_named_by_what_differs(other: Personne, expected: str) -> None:
    assert level(person("Vidalenc", "Thaïs", 20120304), other) == expected


def test_a_short_first_name_is_known() -> None:
    assert (
        level(person("Vidalenc", "Alexandre", 20120304), person("Vidalenc", "Alex", 20120304)) == "diminutif"
    )


def test_an_adult_who_moved_is_probable_and_not_certain() -> None:
    one, other = person("Vidalenc", "Thaïs", place="31000"), person("Vidalenc", "Thaïs", place="9000")
    assert level(one, other, born=False) == "code-postal"


def test_a_second_surname_pairs_the_name_of_birth_with_that_of_usage() -> None:
    one, other = person("Vidalenc", "Thaïs", place="31000"), person("Morvan", "Thaïs", place="31000")
    one.autre_nom = "morvan"
    assert level(one, other, born=False) == "nom-usage"


def test_homonyms_without_anything_to_tell_them_apart_are_never_guessed() -> None:
    ours, theirs = [person("Val", "Zoé"), person("Val", "Zoé")], [person("VAL", "ZOE"), person("VAL", "ZOE")]
    group = match(ours, theirs)
    assert not group.paires
    assert len(group.ambigus) == 1
    assert len(group.seuls_pronote) == len(group.seuls_ent) == 2


@pytest.mark.parametrize(("there", "expected"), [("6A", 2), ("5A", 0)], ids=["same classes", "last year's"])
def test_homonyms_are_told_apart_by_their_classes_where_both_lists_agree(there: str, expected: int) -> None:
    def side(usual: str) -> list[Personne]:
        others = crowd()
        for one in others:
            one.classe = usual
        both = [person("Val", "Zoé", 20120304), person("Val", "Zoé", 20120304)]
        both[0].classe, both[1].classe = "6 A", "5A"
        return [*others, *both]

    group = match(side("6a"), side(there)[::-1])
    told = [p for p in group.paires if p.pronote.nom == "Val"]
    assert len(told) == expected
    assert all(p.pronote.classe == p.ent.classe and not p.certain for p in told)
    assert len(group.ambigus) == (not expected)


def test_homonyms_are_told_apart_by_their_birth_dates() -> None:
    ours = [person("Val", "Zoé", 20100101), person("Val", "Zoé", 20121231)]
    theirs = [person("Val", "Zoé", 20121231), person("Val", "Zoé", 20100101)]
    group = match(ours, theirs)
    assert {(p.pronote.naissance, p.ent.naissance, p.niveau) for p in group.paires} == {
        (20100101, 20100101, "exact"),
        (20121231, 20121231, "exact"),
    }


def test_a_twin_is_not_taken_for_the_other() -> None:
    twins = [person("Val", "Zoé", 20120304), person("Val", "Noé", 20120304)]
    one_only = [person("Val", "Zoé", 20120304)]
    group = match([*crowd(), *twins], [*crowd(), *one_only])
    assert [p.pronote.prenom for p in group.paires if p.pronote.nom == "Val"] == ["Zoé"]
    assert [p.prenom for p in group.seuls_pronote] == ["Noé"]


def test_a_spouse_is_not_taken_for_the_other() -> None:
    couples = [person(nom, prenom, place="31000") for nom in NOMS for prenom in ("Basile", "Céleste")]
    group = match(
        [*couples, person("Vidalenc", "Thaïs", place="82000")],
        [*couples, person("Vidalenc", "Germain", place="82000")],
    )
    assert len(group.paires) == len(couples)


def test_the_same_rare_birth_date_and_postcode_outweigh_two_other_names() -> None:
    others = [
        person(nom, prenom, (1930 + 3 * i + j) * 10000 + 101 + 100 * j + i, place=f"{31000 + 10 * i + j}")
        for i, nom in enumerate(NOMS)
        for j, prenom in enumerate(PRENOMS)
    ]
    one, other = person("Vidalenc", "Thaïs", 19690712, place="9000"), person("Morvan", "Rozenn", 19690712)
    other.code_postal = "9000"
    group = match([*others, one], [*others, other])
    assert [p.ecarts for p in group.paires if p.pronote is one] == [("nom-different", "prenom-different")]
    other.code_postal = ""
    assert one in match([*others, one], [*others, other]).seuls_pronote


def test_a_damaged_name_is_in_no_pair() -> None:
    one, other = person("Val", "ZoÃ©", 20120304), person("Val", "ZoÃ©", 20120304)
    one.illisible = other.illisible = True
    group = match([one], [other])
    assert group.seuls_pronote == (one,)
    assert group.seuls_ent == (other,)


def test_the_same_identifier_pairs_people_whose_names_agree() -> None:
    group = match([person("Val", "Zoé", ident="x1")], [person("Vall", "Zoé", ident="x1")])
    assert [p.niveau for p in group.paires] == ["identifiant"]


def test_the_same_identifier_does_not_pair_two_different_people() -> None:
    group = match([person("Val", "Zoé", ident="x1")], [person("Pouget", "Gaspard", ident="x1")])
    assert not group.paires


names = st.sampled_from(["Val", "Vall", "Val-Doré", "Doré", "Zoé", "Noé", "Zoe", "", "D’Val"])
people = st.lists(
    st.builds(
        person, names, names, st.sampled_from([0, 20120304, 20120403, 20120305, 20110304]),
        place=st.sampled_from(["", "31000", "31100"]), ident=st.sampled_from(["", "", "a", "b"]),
    ),
    max_size=12,
)  # fmt: skip


@given(people, people)
def test_nobody_is_in_two_pairs_and_everybody_is_somewhere(
    ours: list[Personne], theirs: list[Personne]
) -> None:
    group = match(ours, theirs, particules=words().particules, diminutifs=words().diminutifs)
    left = [id(p.pronote) for p in group.paires] + [id(p) for p in group.seuls_pronote]
    right = [id(p.ent) for p in group.paires] + [id(p) for p in group.seuls_ent]
    assert sorted(left) == sorted(map(id, ours))
    assert sorted(right) == sorted(map(id, theirs))
    assert {p.niveau for p in group.paires} <= set(NIVEAUX)
    alone = {*map(id, group.seuls_pronote), *map(id, group.seuls_ent)}
    assert all(id(p) in alone for tie in group.ambigus for side in tie for p in side)


@given(people, people)
def test_the_order_of_the_lists_is_no_matter(ours: list[Personne], theirs: list[Personne]) -> None:
    def pairs(group: Rapprochement) -> int:
        return len(group.paires)

    assert pairs(match(ours, theirs)) == pairs(match(ours[::-1], theirs[::-1]))
