"""The numbers: right, from all processes, and of nobody."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from bot.service.metrics import ROUTES, Metrics
from bot.service.sharing import VARIABLE, shared_numbers
from tests.bot.service.conftest import Serve
from tests.bot.web.visitor import Visitor

ROOT = Path(__file__).resolve().parents[3]


def test_every_event_has_its_number_from_the_start() -> None:
    metrics = Metrics()
    telegram = metrics.observer("telegram")
    telegram.count("received", 3)
    telegram.count("duplicate")
    telegram.count("slowed")
    telegram.count("store_failed")
    telegram.took(0.003)
    text = metrics.text({"inbox_waiting": 4.0}).decode()
    for line in (
        'helpdesk_updates_total{event="received",transport="telegram"} 3.0',
        'helpdesk_updates_total{event="duplicate",transport="telegram"} 1.0',
        'helpdesk_updates_total{event="quarantined",transport="telegram"} 0.0',
        'helpdesk_replies_total{event="slowed",transport="telegram"} 1.0',
        'helpdesk_replies_total{event="dead",transport="telegram"} 0.0',
        'helpdesk_store_errors_total{transport="telegram"} 1.0',
        'helpdesk_turn_seconds_bucket{le="0.005",transport="telegram"} 1.0',
        "helpdesk_inbox_waiting 4.0",
    ):
        assert line in text.splitlines()


def test_whatever_is_asked_for_there_are_as_many_labels() -> None:
    metrics = Metrics()
    for rank in range(500):
        metrics.requested(f"/eleve-{rank}/{rank}", 404, 0.001)
        metrics.requested(f"/depot/jeton-{rank}", 200 + rank % 3, 0.001)
    metrics.requested("/", 200, 0.001)
    families = list(text_string_to_metric_families(metrics.text({}).decode()))
    samples = [sample for family in families for sample in family.samples]
    routes = {sample.labels["route"] for sample in samples if "route" in sample.labels}
    assert routes == {"other", "/depot", "/"}
    assert routes <= {*ROUTES, "other"}
    assert len(samples) < 200


CHILD = """
import os, sys
from bot.service.metrics import Metrics
metrics = Metrics()
metrics.observer("web").count("handled", int(sys.argv[1]))
metrics.observer("web").took(0.01)
sys.stdout.write(metrics.text({}).decode())
"""


def test_any_process_tells_the_numbers_of_all_and_those_of_the_dead_stay() -> None:
    with shared_numbers():
        told = [
            subprocess.run(
                [sys.executable, "-c", CHILD, number], cwd=ROOT, capture_output=True, text=True, check=True
            ).stdout
            for number in ("3", "4")
        ]
        folder = Path(os.environ[VARIABLE])
        assert folder.is_dir()
    assert 'helpdesk_updates_total{event="handled",transport="web"} 3.0' in told[0]
    assert 'helpdesk_updates_total{event="handled",transport="web"} 7.0' in told[1]
    assert 'helpdesk_turn_seconds_count{transport="web"} 2.0' in told[1]
    assert VARIABLE not in os.environ
    assert not folder.exists()


def test_a_visit_is_counted_and_names_nobody(serve: Serve, visit: Callable[[str], Visitor]) -> None:
    served = serve()
    visitor = visit(served.page)
    visitor.open()
    visitor.write("Je m’appelle Canari Jaune, ticket=ST-12345-canariCANARIcanari")
    assert served.number('helpdesk_updates_total{event="handled",transport="web"}') == 1.0
    assert served.number('helpdesk_turn_seconds_count{transport="web"}') == 1.0
    text = served.get("/metrics").text
    assert not re.search(r"canari|web:", text, re.IGNORECASE)
