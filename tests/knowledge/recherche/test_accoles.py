"""Names that are stuck to something, and what a line is about, are masked; labels and products stay."""

from __future__ import annotations

import pytest

from bot.house import read_guide
from knowledge.dialogue.personnes import mask_people

GUIDE = read_guide()
NAME = "[nom masqué]"

NAMES = [
    ("KévinDupont n’entre plus", f"{NAME} n’entre plus"),
    ("DupontKevin", NAME),
    ("Kévin2011", NAME),
    ("kevin2011", NAME),
    ("kevindupont", NAME),
    ("dupontkevin", NAME),
    ("KEVINDUPONT", NAME),
    ("kevin.dupont2011", NAME),
    ("RoseDupont est bloquée", f"{NAME} est bloquée"),
    ("Dupont : accès refusé", f"{NAME} : accès refusé"),
    ("Dupont, accès refusé", f"{NAME}, accès refusé"),
    ("Zwingli - accès refusé", f"{NAME} - accès refusé"),
    ("(Zwingli) accès refusé", f"({NAME}) accès refusé"),
    ("Sont bloqués :\n- Zwingli\n- Kermarrec", f"Sont bloqués :\n- {NAME}\n- {NAME}"),
    ("K. Dupont", NAME),
    ("DUPONT;Kévin", f"{NAME};{NAME}"),
    ("DUPONT,Kévin", f"{NAME},{NAME}"),
]

ORDINARY = [
    "PRONOTE.net : page blanche",
    "CAS : accès refusé",
    "Client : accès refusé",
    "Professeurs : accès refusé",
    "ENT : accès refusé",
    "Safari : page blanche",
    "Conclusion : rien",
    "Hypothèse : le CAS",
    "Contexte : rentrée",
    "Blocage : total",
    "Navigateur : Chrome",
    "Poste : Windows 11",
    "Dommage, ça marchait",
    "Bref, plus rien",
    "Fibre : ok",
    "Lundi : rien",
    "Étape 1 : faite",
    "Vie scolaire : ok",
    "Espace Parents : vide",
    "Urgent : tous bloqués",
    "JavaScript est coupé",
    "TeamViewer, EduConnect, LibreOffice",
    "ExportPronote.xml",
    "office365",
    "Windows11",
    "le rapprochement manuel",
    "les identifiants venus du CAS",
    "M. le principal",
]


@pytest.mark.parametrize(("said", "kept"), NAMES)
def test_a_name_is_found_however_it_is_stuck_or_labelled(said: str, kept: str) -> None:
    assert mask_people(GUIDE, said, year=2026).text == kept


@pytest.mark.parametrize("said", ORDINARY)
def test_labels_and_products_stay(said: str) -> None:
    assert mask_people(GUIDE, said, year=2026).text == said
