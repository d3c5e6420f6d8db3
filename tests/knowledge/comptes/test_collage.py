"""What was pasted: a list of people, or anything else."""

from __future__ import annotations

import pytest

from knowledge.comptes.collage import has_titles
from tests.maker import words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nom;Prénom\nVAL;Zoé", True),
        ("Liste des élèves\n\nNom\tPrénom\nVAL\tZoé", True),
        ("Élève;Classe\nVAL Zoé;6A", True),
        ("Nom;Prénom", False),
        ("Élèves\tInspecteurs\tParents\n425\t1\t700", False),
        ("Mon nom ne marche pas\nque faire ?", False),
    ],
)
def test_a_pasted_list_is_told_by_its_titles(text: str, expected: bool) -> None:
    assert has_titles(text, words()) is expected
