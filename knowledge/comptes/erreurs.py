"""What a person can mend when files cannot be matched; the sentences stand in `erreurs.toml`."""

from __future__ import annotations

from knowledge.dialogue.errors import PersonError


class CoteInconnu(PersonError):
    """Nothing tells whether a list (`nom`) is PRONOTE's or the ENT's."""


class ComptageIllisible(PersonError):
    """No counts table can be read in what was given."""


class CleIllisible(PersonError):
    """A key file (`nom`) holds no private RSA key; `raison` says why."""


class LectureInterrompue(PersonError):
    """Reading a file took more time or memory than it may."""


class RienALire(PersonError):
    """None of the files holds people; `raison` says what the first one is."""


class TropDEchecs(PersonError):
    """So many sealed exports (`nombre`) did not open: in so many `minutes` one is tried again."""


class TropDEnvois(PersonError):
    """More sendings (`nombre`) in a row than are read; in so many `secondes` one is read again."""


class TropDeFichiers(PersonError):
    """More files, or larger ones, than one conversation may hold at a time."""
