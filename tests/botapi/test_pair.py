"""A client of another make understands the server as it understands Telegram's."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.botapi.people import Person, buttons
from tests.botapi.server import running
from tests.environnements import python


def test_aiogram_tells_the_story_and_names_every_refusal() -> None:
    with running() as api:
        camille = Person(api, 42, "Camille")
        for chat in (50, 51, 52):
            Person(api, chat)
        api.refuse(429, "Too Many Requests: retry after 7", chat=50, retry_after=7)
        api.refuse(403, "Forbidden: bot was blocked by the user", chat=51)
        said = "Bad Request: group chat was upgraded to a supergroup chat"
        api.refuse(400, said, chat=52, migrate_to_chat_id=-100_52)
        script = str(Path(__file__).with_name("pair.py"))
        client = python("pair", Path(__file__).with_name("requirements.lock"))
        pair = subprocess.Popen([client, script, api.url, api.token], stdout=subprocess.PIPE, text=True)
        message = camille.says("/start")
        question = camille.awaits("Où est PRONOTE", seconds=60)
        assert [entity["type"] for entity in question["entities"]] == ["bold", "pre"]
        camille.presses(question, "Hébergé")
        camille.presses(question, data="hebergement:heberge")
        camille.awaits("Le courriel")
        assert not buttons(camille.chat.messages[question["message_id"]])
        camille.edits(message, "/start encore")
        camille.sends_file(b"Nom;Prenom\n", "liste.csv")
        camille.awaits("/depot/lien")
        camille.sends(voice={"file_id": "v", "file_unique_id": "v", "duration": 1})
        camille.sends(location={"latitude": 1.0, "longitude": 2.0})
        camille.says("fin")
        output, _ = pair.communicate(timeout=90)
    understood = json.loads(output)
    assert understood == {
        "me": "assistant_essai_bot",
        "commands": ["start"],
        "description": "Assistant",
        "pressed": ["hebergement:heberge"] * 2,
        "edited": "/start encore",
        "downloaded": "Nom;Prenom\n",
        "file_name": "liste.csv",
        "picture": ["http://127.0.0.1:8000/depot/lien", 8],
        "page": "dossier.pdf",
        "kinds": ["voice", "location"],
        "entities": [
            "TelegramBadRequest",
            "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ],
        "long": ["TelegramBadRequest", "Bad Request: message is too long"],
        "empty": ["TelegramBadRequest", "Bad Request: message text is empty"],
        "unknown": ["TelegramBadRequest", "Bad Request: chat not found"],
        "button": ["TelegramBadRequest", "Bad Request: BUTTON_DATA_INVALID"],
        "edit": ["TelegramBadRequest", "Bad Request: message to edit not found"],
        "query": [
            "TelegramBadRequest",
            "Bad Request: query is too old and response timeout expired or query ID is invalid",
        ],
        "file": ["TelegramBadRequest", "Bad Request: wrong file_id or the file is temporarily unavailable"],
        "slow": ["TelegramRetryAfter", 7],
        "blocked": ["TelegramForbiddenError", "Forbidden: bot was blocked by the user"],
        "migrated": ["TelegramMigrateToChat", -100_52],
        "webhook": "https://exemple.fr/telegram",
        "conflict": [
            "TelegramConflictError",
            "Conflict: can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first",
        ],
    }
    assert api.world.answered[max(api.world.answered)] == 1
