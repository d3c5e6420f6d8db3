"""An invented French region with known truth: two lists that disagree as PRONOTE's and the ENT's do.

Nobody in it exists: surnames and first names are drawn apart. Frequencies fall as they do in real files
(few very common names, a long tail of rare ones); households share a surname and a postcode; twins share
a birth date; parents have several pupils; couples keep, join or change their names.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from itertools import accumulate

SURNAMES = """
martin bernard thomas petit robert richard durand dubois moreau laurent simon michel lefebvre leroy
roux david bertrand morel fournier girard bonnet dupont lambert fontaine rousseau vincent muller
lefevre faure andre mercier blanc guerin boyer garnier chevalier francois legrand gauthier garcia
perrin robin clement morin nicolas henry roussel mathieu gautier masson marchand duval denis dumont
marie lemaire noel meyer dufour meunier brun blanchard giraud joly riviere lucas brunet gaillard
barbier arnaud martinez gerard roche renard schmitt roy leroux colin vidal caron picard roger fabre
aubert lemoine renaud dumas lacroix olivier philippe bourgeois pierre benoit rey leclerc payet
rolland leclercq guillaume lecomte lopez jean dupuy guillot hubert berger carpentier sanchez dupuis
moulin louis deschamps huet vasseur perez boucher fleury royer klein jacquet adam paris poirier
marty aubry guyot carre charles renault charpentier menard maillard baron bertin bailly herve
schneider fernandez collet leger bouvier julien prevost millet perrot daniel cousin germain breton
besson langlois remy pelletier leveque perrier leblanc barre lebrun marchal weber mallet hamon
boulanger jacob monnier michaud rodriguez guichard gillet etienne grondin poulain tessier chevallier
collin chauvin bouchet gay lemaitre benard marechal humbert reynaud antoine hoarau perret barthelemy
cordier pichon lejeune gilbert lamy delaunay pasquier carlier laporte gros benali traore diallo
nguyen tran haddad benamar belkacem mansouri cherif ouali bouzid kaya yilmaz costa ferreira pereira
silva santos rossi esposito
""".split()
BOYS = """
gabriel leo raphael arthur louis jules adam mael lucas hugo noah liam gabin sacha paul nathan aaron
mohamed tom ethan eden leon noe tiago rayan isaac marius theo ayden martin axel maxence antoine
robin victor valentin simon clement matheo baptiste samuel augustin amir malo naim imran ilyes
alexandre yanis camille kais milo evan lyam ismael maxime eliott enzo joseph elliot thomas timeo noa
gaspard oscar thibault pierre quentin julien adrien romain alexis benjamin mathis florian nicolas
kevin dylan jordan bastien dorian loic corentin erwan yann gwenael tristan xavier
""".split()
GIRLS = """
jade louise emma alice ambre lina rose chloe mia lea anna mila julia romane lou inaya ines agathe
juliette lena iris nina zoe leonie jeanne eva lola adele luna manon olivia giulia victoria sofia
charlie lucie mya sarah romy margaux louna inès clara margot ava anais camille elena lya nour
capucine charlotte alba victoire assia mathilde alix marie eleonore elise elsa pauline justine
marion laura oceane morgane maelys noemie salome apolline heloise clemence constance gabrielle
valentine amandine audrey celine delphine emilie fanny gaelle helene isabelle julie karine
""".split()
PARENTS = """
nicolas julien sebastien christophe stephane frederic david laurent olivier philippe eric pascal
thierry alexandre thomas guillaume jerome vincent mickael fabrice ludovic franck bruno cedric arnaud
sylvain yannick gregory marie celine sandrine stephanie virginie nathalie isabelle sophie valerie
karine aurelie emilie julie laetitia delphine christelle sabrina caroline audrey elodie severine
veronique florence anne helene laurence catherine patricia sylvie corinne fatima khadija nadia
samira rachida mohamed karim rachid said hassan ali maria ana
""".split()
ADULTS = list(dict.fromkeys(PARENTS + BOYS + GIRLS))
SHORT = dict(
    pair.split("=")
    for pair in """
alexandre=alex maxime=max benjamin=ben thomas=tom nicolas=nico isabelle=isa catherine=cathy
stephanie=steph gabrielle=gaby christophe=chris mathilde=mathou frederic=fred valentin=val
alexandra=alex samuel=sam benedicte=bene
""".split()
)
SECOND = (
    "pierre",
    "marie",
    "paul",
    "baptiste",
    "claude",
    "luc",
    "francois",
    "philippe",
    "emmanuel",
    "christophe",
)
PARTICLES = ("de", "de la", "du", "le", "la", "d'", "des", "ben", "el")
SYLLABLES = """
ba be bou bra car cha cor da del du fa fer fon gar gau gri gui ha jac ka la le lo man mar mau mo mon
na no pa per pi poi pra qui ra re ri ro sa sau se so ta te tho va ver vi vo za
""".split()
ENDINGS = "ard aud eau el elle en ent er et ez ier ieux in ine ini is on ot oux ois ski sson vic y".split()


@dataclass(frozen=True, slots=True)
class Someone:
    """One person as one side writes them; `who` is the truth."""

    who: int
    categorie: str
    nom: str
    prenom: str
    naissance: str = ""
    code_postal: str = ""
    classe: str = ""


class Region:
    """Draws people; the same seed draws the same region."""

    def __init__(self, *, seed: int) -> None:
        self.random = random.Random(seed)
        tail: set[str] = set()
        while len(tail) < 16000:
            tail.add(
                "".join(self.random.choices(SYLLABLES, k=self.random.choice((1, 2, 2, 3))))
                + self.random.choice(ENDINGS)
            )
        names = SURNAMES + sorted(tail)
        self._surnames = names, list(accumulate(1 / (rank + 20) ** 0.8 for rank in range(len(names))))
        self._places = [
            f"{self.random.choice((31, 32, 81, 82))}{n:03}" for n in self.random.sample(range(1000), 90)
        ]
        self._heavy = list(accumulate(1 / (rank + 3) for rank in range(len(self._places))))
        self._who = 0

    def surname(self) -> str:
        """A surname: sometimes compound, sometimes with a particle."""
        names, weights = self._surnames
        name = self.random.choices(names, cum_weights=weights)[0]
        dice = self.random.random()
        if dice < 0.05:
            return f"{name}-{self.random.choices(names, cum_weights=weights)[0]}"
        if dice < 0.09:
            particle = self.random.choice(PARTICLES)
            return particle + name if particle.endswith("'") else f"{particle} {name}"
        return name

    def first_name(self, names: list[str]) -> str:
        """A first name: sometimes compound."""
        name = self.random.choices(names, weights=[1 / (rank + 15) for rank in range(len(names))])[0]
        return f"{name}-{self.random.choice(SECOND)}" if self.random.random() < 0.05 else name

    def birth(self, first: int, last: int) -> str:
        """A day between two years."""
        day = self.random.randint(1, 28 if self.random.random() < 0.95 else 30)
        month = self.random.choice((1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12))
        return f"{day:02}/{month:02}/{self.random.randint(first, last)}"

    def _new(self) -> int:
        self._who += 1
        return self._who

    def people(self, size: int) -> list[Someone]:
        """About `size` people: pupils of a middle school each, their parents, the staff."""
        people: list[Someone] = []
        while len(people) < size * 0.93:
            name, place = self.surname(), self.random.choices(self._places, cum_weights=self._heavy)[0]
            children = self.random.choices((1, 2, 3), weights=(70, 24, 6))[0]
            twins = self.random.random() < 0.02
            born = self.birth(2010, 2015)
            brothers: set[str] = set()
            for _ in range(children + twins):
                first = self.first_name(self.random.choice((BOYS, GIRLS)))
                while first in brothers:
                    first = self.first_name(self.random.choice((BOYS, GIRLS)))
                brothers.add(first)
                people.append(
                    Someone(
                        self._new(),
                        "Élèves",
                        name,
                        first,
                        born,
                        place,
                        f"{self.random.randint(3, 6)}{self.random.choice('ABCDEF')}",
                    )
                )
                born = born if twins else self.birth(2010, 2015)
            couple = self.random.random()
            for rank in range(1 if couple < 0.2 else 2):
                own = name if rank == 0 or couple < 0.6 else self.surname()
                if rank and couple > 0.92:
                    own = f"{own}-{name}"
                home = place if rank == 0 or couple < 0.85 else self.random.choice(self._places)
                people.append(Someone(self._new(), "Parents", own, self.first_name(ADULTS), "", home))
        while len(people) < size:
            kind = self.random.choices(("Professeurs", "Personnels"), weights=(3, 1))[0]
            people.append(
                Someone(
                    self._new(),
                    kind,
                    self.surname(),
                    self.first_name(ADULTS),
                    "",
                    self.random.choice(self._places),
                )
            )
        return people[:size]

    # ── what goes wrong ────────────────────────────────────────────────────────────────────────

    def typo(self, name: str) -> str:
        """One letter more, less, other, or two that changed places."""
        place = self.random.randrange(len(name))
        letter = self.random.choice("aeiourstnlmcdp")
        match self.random.randrange(4):
            case 0:
                return name[:place] + letter + name[place:]
            case 1 if len(name) > 3:
                return name[:place] + name[place + 1 :]
            case 2 if place + 1 < len(name):
                return name[:place] + name[place + 1] + name[place] + name[place + 2 :]
            case _:
                return name[:place] + letter + name[place + 1 :]

    def mistaken(self, one: Someone) -> Someone:
        """One mistake of the kinds that are met between PRONOTE and an ENT."""
        kinds = "typo-nom typo-prenom espace particule accent second partie inverse".split()
        kinds += ["diminutif", "initiale", "usage"]
        # a pupil's whole surname hardly ever changes, a parent's does with marriage and divorce.
        weights = [18, 18, 10, 6, 6, 8, 10, 4, 5, 2, 1 if one.naissance else 4]
        if one.naissance:
            kinds += ["jour-mois", "annee", "chiffre", "sans-date"]
            weights += [6, 5, 6, 6]
        elif one.code_postal:
            kinds += ["demenage"]
            weights += [15]
        kind = self.random.choices(kinds, weights=weights)[0]
        nom, prenom = one.nom, one.prenom
        match kind:
            case "typo-nom":
                return replace(one, nom=self.typo(nom))
            case "typo-prenom":
                return replace(one, prenom=self.typo(prenom))
            case "espace":
                return replace(
                    one,
                    nom=nom.replace("-", " ").replace("'", " "),
                    prenom=prenom.replace("-", self.random.choice((" ", "", "  "))),
                )
            case "particule":
                return replace(
                    one, nom=nom.replace(" ", "") if self.random.random() < 0.5 else nom.split(" ")[-1]
                )
            case "accent":
                return replace(one, prenom=prenom.replace("e", "é", 1))
            case "second":
                return replace(one, prenom=f"{prenom} {self.random.choice(SECOND)}")
            case "partie" if "-" in nom or "-" in prenom:
                return replace(one, nom=self.random.choice(nom.split("-")), prenom=prenom.split("-")[0])
            case "partie":
                return replace(one, nom=f"{nom}-{self.surname()}")
            case "inverse":
                return replace(one, nom=prenom, prenom=nom)
            case "diminutif":
                return replace(one, prenom=SHORT.get(prenom, self.typo(prenom)))
            case "initiale":
                return replace(one, prenom=prenom[0] + ".")
            case "usage":
                return replace(one, nom=self.surname())
            case "demenage":
                return replace(one, code_postal=self.random.choice(self._places))
            case "sans-date":
                return replace(one, naissance="")
        day, month, year = one.naissance.split("/")
        match kind:
            case "jour-mois" if int(day) <= 12:
                return replace(one, naissance=f"{month}/{day}/{year}")
            case "annee":
                return replace(one, naissance=f"{day}/{month}/{int(year) + self.random.choice((-1, 1))}")
            case _:
                return replace(one, naissance=f"{self.random.randint(1, 28):02}/{month}/{year}")

    def lists(
        self, size: int, *, errors: float = 0.10, missing: float = 0.03
    ) -> tuple[list[Someone], list[Someone]]:
        """PRONOTE's list and the ENT's, in different orders."""
        people = self.people(size)
        pronote = [p for p in people if self.random.random() >= missing]
        ent = [p for p in people if self.random.random() >= missing]
        changed = []
        for one in ent:
            other = one
            if self.random.random() < errors:
                other = self.mistaken(other)
                if self.random.random() < 0.1:
                    other = self.mistaken(other)
            changed.append(other)
        self.random.shuffle(changed)
        return [replace(p, nom=p.nom.upper(), prenom=p.prenom.title()) for p in pronote], changed
