"""What the real guide knows of breakdowns."""

from __future__ import annotations

import pytest

from knowledge.dialogue.guide import Guide
from knowledge.dialogue.parcours import savoir_of
from knowledge.triage.enquete import Savoir


@pytest.fixture(scope="session")
def savoir(guide: Guide) -> Savoir:
    return savoir_of(guide)
