from knowledge.recherche.lexique import Lexique, read

DATA = """
vides = "le la de pour est"
annoncent = "monsieur"
ecoles = "college"
ennuis = "pas"
courants = "attendre confier"
coeur = ["ent"]

[abreviations]
pk = "pourquoi"
mdp = "mot de passe"

[concepts]
client = ["client lourd", "client", "logiciel"]
identifiant = ["mot de passe", "login"]
ent = ["ent"]
"""


def keys(lexique: Lexique, text: str) -> list[str]:
    return [term.key for term in lexique.terms(text) if term.head]


def test_several_words_of_one_concept_are_one_term() -> None:
    lexique = read(DATA)
    assert keys(lexique, "le client lourd") == ["=client"]
    assert keys(lexique, "Logiciels") == ["=client"]


def test_short_forms_are_written_out_before_concepts_are_looked_for() -> None:
    assert keys(read(DATA), "mdp de l’ENT") == ["=identifiant", "l", "=ent"]


def test_the_words_behind_a_concept_stay_and_weigh_less() -> None:
    behind = [term for term in read(DATA).terms("client lourd") if not term.head]
    assert [term.key for term in behind] == ["client", "lourd"]
    assert all(0 < term.weight < 1 for term in behind)


def test_words_that_say_nothing_are_dropped() -> None:
    assert keys(read(DATA), "pour le la") == []


def test_a_participle_is_its_verb_with_and_without_accents() -> None:
    lexique = read(DATA)
    assert lexique.stem("hebergee") == lexique.stem("heberge") == lexique.stem("heberger")


def test_an_ordinary_word_or_a_number_tells_nothing() -> None:
    lexique = read(DATA)
    told = {term.word: lexique.tells(term) for term in lexique.terms("confier 425 netflix")}
    assert told == {"confier": False, "425": False, "netflix": True}


def test_a_correction_makes_a_term_less_sure() -> None:
    terms = read(DATA).terms("logicel", correct=lambda _: ("logiciel", 0.8))
    assert [(term.key, term.weight) for term in terms if term.head] == [("=client", 0.8)]


def test_an_elision_before_a_capital_stands_apart() -> None:
    assert list(read(DATA).spell_out("lENT")) == ["l", "ent"]


def test_a_text_complains_by_a_word_of_trouble() -> None:
    assert read(DATA).complains("ça ne marche PAS")
    assert not read(DATA).complains("comment faire")
