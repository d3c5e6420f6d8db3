"""What is known from the answers so far: facts that conditions test and texts print."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from knowledge.cas.adresse import Adresse, normalise
from knowledge.cas.liens import Bases, links, pronote_style
from knowledge.dialogue.errors import PersonError
from knowledge.dialogue.pieces import DEFAULT_RECIPIENT, NOTHING, Pieces
from knowledge.triage.classement import Essai, Piste, Verdict
from knowledge.triage.enquete import START_NODE, Enquete, Savoir
from knowledge.triage.regles import Symptome

ADDRESS_NODES = ("hebergement_adresse", "adresse", "adresse_trouver", "adresse_console", "dossier_adresse")
"""The entries that give the school's main public address, whichever was asked."""

HOSTED = {
    ("hebergement", "heberge"): True,
    ("hebergement", "serveur"): False,
    ("hebergement_trouver", "oui"): True,
    ("hebergement_trouver", "non"): False,
    ("dossier_hebergement", "heberge"): True,
    ("dossier_hebergement", "serveur"): False,
}
"""The answers that tell where PRONOTE runs."""

NOTHING_SAID = frozenset({"aucun", "ignore", "passer", "tel_quel"})
"""The options that answer a question without telling anything."""

_OTHERS = ("base", "perimetre", "perimetre_trouver", "adresse_client", "uai", "dossier_uai")
FACT_NODES = frozenset((*ADDRESS_NODES, *(node for node, _ in HOSTED), *_OTHERS))
"""The nodes whose answers the facts below are drawn from."""

_FACTS = frozenset({"adresse", "heberge", "perimetre", "principale", "client", "uai"})
"""The facts that are worked out once."""

DELETION_NODE = "ids_supprimer"
"""The step at which last year's identifiers are deleted; what itslearning exports before it is too old."""

SCHOOL_YEAR_STARTS = 8
"""From August on one speaks of the school year that begins."""


@dataclass(frozen=True, slots=True)
class Liens:
    """The four addresses of one PRONOTE service, and the login link as PRONOTE's console writes it."""

    public: str
    login: str
    validate: str
    direct: str
    console_login: str
    cas: str


@dataclass(frozen=True)
class Connu:
    """Facts drawn from `answers` (node → value) and `pieces`, with what the guide knows, and the day."""

    answers: Mapping[str, str]
    bases: Bases
    savoir: Savoir
    today: date
    pieces: Pieces = NOTHING

    def got(self, node: str) -> str:
        """What was answered at `node`, or said in passing that answers it, or nothing."""
        return self.answers.get(node) or (self.pieces.dit(node) if self.pieces.dits else "")

    def further(self, node: str, value: str) -> Connu:
        """What is known with one answer more. Facts that it cannot touch are not worked out again."""
        then = Connu({**self.answers, node: value}, self.bases, self.savoir, self.today, self.pieces)
        known = self.__dict__
        if node not in FACT_NODES:
            then.__dict__.update({name: known[name] for name in _FACTS if name in known})
        if enquete := known.get("enquete"):
            then.__dict__["enquete"] = enquete.further(node, value) if node in self.savoir.nodes else enquete
        return then

    @cached_property
    def adresse(self) -> Adresse | None:
        """The main public address, if one was given."""
        for node in ADDRESS_NODES:
            if (found := address_of(self.got(node))) is not None:
                return found
        return None

    @cached_property
    def heberge(self) -> bool | None:
        """Is PRONOTE hosted by Index-Education? What the person says wins over what the address shows."""
        for (node, value), hosted in HOSTED.items():
            if self.got(node) == value:
                return hosted
        return self.adresse.hosted if self.adresse else None

    @property
    def cas_base(self) -> str:
        """The CAS base that the console shows, or the one that these schools should have."""
        return (self.bases.par_nom.get(self.got("base")) or self.bases.default).url

    @cached_property
    def perimetre(self) -> str:
        """`net`, `client`, `les_deux`, or nothing when it was not asked yet."""
        said = self.got("perimetre")
        return self.got("perimetre_trouver") if said == "ignore" else said

    @property
    def avec_net(self) -> bool | None:
        """Is PRONOTE.net concerned?"""
        return self.perimetre in {"net", "les_deux"} if self.perimetre else None

    @property
    def avec_client(self) -> bool | None:
        """Is the Client concerned?"""
        return self.perimetre in {"client", "les_deux"} if self.perimetre else None

    @cached_property
    def principale(self) -> Liens | None:
        """The links of the main address."""
        return _liens(self.adresse, self.cas_base)

    @property
    def net(self) -> Liens | None:
        """PRONOTE.net's links, if it is concerned and its address known."""
        return self.principale if self.avec_net else None

    @cached_property
    def client(self) -> Liens | None:
        """The Client's links; its address is the main one unless another was given."""
        if not self.avec_client:
            return None
        return _liens(address_of(self.got("adresse_client")), self.cas_base) or self.principale

    @cached_property
    def uai(self) -> str:
        """The school's UAI: given, or read in a hosted address."""
        for node in ("uai", "dossier_uai"):
            if said := given(self.got(node)):
                return said
        return (self.adresse.uai or "") if self.adresse else ""

    @cached_property
    def enquete(self) -> Enquete | None:
        """The triage of a breakdown, if one was begun."""
        return Enquete(self.answers, self.savoir) if START_NODE in self.answers else None

    @property
    def symptome(self) -> Symptome | None:
        """What is known of the breakdown."""
        return self.enquete.symptome if self.enquete else None

    @property
    def message(self) -> str:
        """The message that is displayed, as it was pasted, its secrets masked."""
        return self.enquete.texte if self.enquete else ""

    @property
    def pistes(self) -> tuple[Piste, ...]:
        """Its likely causes, best first."""
        return self.enquete.pistes if self.enquete else ()

    @property
    def piste(self) -> Piste | None:
        """The next cause to tell of."""
        return self.enquete.piste if self.enquete else None

    @property
    def essais(self) -> tuple[Essai, ...]:
        """The causes that were tried, in their order."""
        return self.enquete.essais if self.enquete else ()

    @property
    def verdict(self) -> Verdict | None:
        """Who has to act, as the triage stands."""
        return self.enquete.verdict if self.enquete else None

    @property
    def destinataire(self) -> str:
        """Whom a file is for: as the person chose, or as the triage found; "" while nobody can tell."""
        said = self.got("dossier_pour")
        return DEFAULT_RECIPIENT if said == "ignore" else said or (self.verdict.qui if self.verdict else "")

    @property
    def rentree(self) -> int:
        """The year in which the school year begins."""
        return self.today.year if self.today.month >= SCHOOL_YEAR_STARTS else self.today.year - 1

    def named(self, name: str) -> object:
        """What a text prints under this name; None while unknown. Raises KeyError for no such name."""
        return NAMES[name](self)

    def names(self) -> dict[str, object]:
        """The names a text can use; a name is absent while its fact is unknown."""
        return {name: fact for name in NAMES if (fact := self.named(name)) is not None}


NAMES: Mapping[str, Callable[[Connu], object]] = {
    "heberge": lambda connu: connu.heberge,
    "avec_net": lambda connu: connu.avec_net,
    "avec_client": lambda connu: connu.avec_client,
    "principale": lambda connu: connu.principale,
    "net": lambda connu: connu.net,
    "client": lambda connu: connu.client,
    "uai": lambda connu: connu.uai or None,
    "ecole": lambda connu: given(connu.got("nom")) or None,
    "contact": lambda connu: given(connu.got("contact")) or None,
    "annee": lambda connu: given(connu.got("console")) or None,
    "symptome": lambda connu: connu.symptome,
    "piste": lambda connu: connu.piste,
    "verdict": lambda connu: connu.verdict,
    "dit": lambda connu: connu.answers,
    "rentree": lambda connu: connu.rentree,
    "jour": lambda connu: connu.today.strftime("%d/%m/%Y"),
}
"""The names that texts can use, and the fact behind each."""


@lru_cache(maxsize=64)
def _liens(adresse: Adresse | None, cas_base: str) -> Liens | None:
    if adresse is None:
        return None
    made = links(adresse, cas_base)
    return Liens(
        public=made.public,
        login=made.login,
        validate=made.validate,
        direct=made.direct,
        console_login=pronote_style(adresse, cas_base).login,
        cas=made.cas,
    )


@lru_cache(maxsize=64)
def address_of(text: str) -> Adresse | None:
    """The address of an answer; None where it is none."""
    if not given(text) or text == "meme":
        return None
    try:
        return normalise(text)[0]
    except PersonError:
        return None


def given(value: str) -> str:
    """What an answer says; nothing where the person passed, did not know, or had none to tell."""
    return "" if value in NOTHING_SAID else value
