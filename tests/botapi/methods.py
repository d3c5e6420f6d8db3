"""The methods, one function each, as https://core.telegram.org/bots/api describes them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from tests.botapi.markup import CAPTION_MAX, formatted, keyboard
from tests.botapi.refusal import Refused, bad
from tests.botapi.world import DOWNLOAD_MAX, QUERY_LIFE, Call, Json, World

Method = Callable[[World, Call], Any]

UPLOAD_MAX = 50 << 20
ANSWER_MAX = 200


def get_me(world: World, _: Call) -> Json:
    """Who the bot is."""
    return world.me


def set_webhook(world: World, call: Call) -> bool:
    """Where updates shall go. Production wants https and four ports; a test's own http is let through."""
    secret = str(call.params.get("secret_token", ""))
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise bad("secret token contains unallowed characters")
    url = str(call.params.get("url", ""))
    if url and not re.match(r"https?://", url):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if _yes(call.params.get("drop_pending_updates")):
        world.updates.clear()
    world.secret = secret
    world.webhook = {
        "url": url,
        "has_custom_certificate": False,
        "max_connections": int(call.params.get("max_connections", 40)),
    }
    world.woken()
    return True


def delete_webhook(world: World, call: Call) -> bool:
    """Back to polling."""
    if _yes(call.params.get("drop_pending_updates")):
        world.updates.clear()
    world.webhook = {"url": "", "has_custom_certificate": False}
    world.woken()
    return True


def get_webhook_info(world: World, _: Call) -> Json:
    """Where updates go."""
    return {**world.webhook, "pending_update_count": len(world.updates)}


def set_my_commands(world: World, call: Call) -> bool:
    """The menu of a language."""
    try:
        commands = _json(call.params.get("commands", ""))
    except ValueError:
        raise bad("can't parse commands JSON object") from None
    if not isinstance(commands, list):
        raise bad("expected an Array of BotCommand")
    for command in commands:
        if not re.fullmatch(r"/?[a-z0-9_]{1,32}", str(command.get("command", ""))):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands[str(call.params.get("language_code", ""))] = commands
    return True


def get_my_commands(world: World, call: Call) -> list[Json]:
    """The menu of a language."""
    return world.commands.get(str(call.params.get("language_code", "")), [])


def _describe(name: str, most: int) -> Method:
    def set_description(world: World, call: Call) -> bool:
        text = str(call.params.get(name, ""))
        if len(text) > most:
            raise bad(f"{name} is too long")
        world.described[name] = text
        return True

    return set_description


def _described(name: str) -> Method:
    return lambda world, _: {name: world.described.get(name, "")}


def send_message(world: World, call: Call) -> Json:
    """A text."""
    chat = world.target(call.params)
    if not str(call.params.get("text", "")).strip():
        raise bad("message text is empty")
    text, entities = formatted(call.params)
    if not text:
        raise bad("message text is empty")
    markup = keyboard(call.params.get("reply_markup"))
    return _sent(world, call, chat.id, text=text, **_with(entities=entities, reply_markup=markup))


def send_document(world: World, call: Call) -> Json:
    """A file: uploaded (`multipart/form-data`, `attach://`) or one the server knows by its id."""
    return _send_file(world, call, "document")


def send_photo(world: World, call: Call) -> Json:
    """A picture."""
    return _send_file(world, call, "photo")


def _send_file(world: World, call: Call, kind: str) -> Json:
    chat = world.target(call.params)
    given = str(call.params.get(kind, ""))
    field = given.removeprefix("attach://") if given.startswith("attach://") else kind
    if field in call.files:
        name, data = call.files[field]
        if not data:
            raise bad("file must be non-empty")
        if len(data) > UPLOAD_MAX:
            raise Refused(413, "Request Entity Too Large")
        id = world.file(data, name=name)
    elif given in world.files:
        id = given
        name, data, _ = world.files[id]
    else:
        raise bad(f"there is no {kind} in the request")
    text, entities = formatted(call.params, text="caption", most=CAPTION_MAX)
    shown: Json = {"file_id": id, "file_unique_id": f"u{id}", "file_size": len(data)}
    content: Any = (
        {**shown, "file_name": name} if kind == "document" else [{**shown, "width": 90, "height": 90}]
    )
    markup = keyboard(call.params.get("reply_markup"))
    return _sent(
        world,
        call,
        chat.id,
        **{kind: content},
        **_with(caption=text, caption_entities=entities, reply_markup=markup),
    )


def edit_message_text(world: World, call: Call) -> Json:
    """Another text in the place of one."""
    message = world.existing(call.params)
    text, entities = formatted(call.params)
    if not text:
        raise bad("message text is empty")
    markup = keyboard(call.params.get("reply_markup"))
    return _edited(message, text=text, entities=entities, reply_markup=markup)


def edit_message_reply_markup(world: World, call: Call) -> Json:
    """Other buttons below a message, or none."""
    message = world.existing(call.params)
    return _edited(message, reply_markup=keyboard(call.params.get("reply_markup")))


def delete_message(world: World, call: Call) -> bool:
    """Take a message away."""
    chat = world.target(call.params)
    if chat.messages.pop(int(call.params.get("message_id", 0)), None) is None:
        raise bad("message to delete not found")
    return True


def answer_callback_query(world: World, call: Call) -> bool:
    """Tell the person's app that the press arrived."""
    id = str(call.params.get("callback_query_id", ""))
    asked = world.queries.get(id)
    if asked is None or world.now() - asked > QUERY_LIFE:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    if len(str(call.params.get("text", ""))) > ANSWER_MAX:
        raise bad("MESSAGE_TOO_LONG")
    world.answered[id] = world.answered.get(id, 0) + 1
    return True


def get_file(world: World, call: Call) -> Json:
    """Where a file can be downloaded for an hour."""
    id = str(call.params.get("file_id", ""))
    if id not in world.files:
        raise bad("wrong file_id or the file is temporarily unavailable")
    _, _, size = world.files[id]
    if size > DOWNLOAD_MAX:
        raise bad("file is too big")
    return {"file_id": id, "file_unique_id": f"u{id}", "file_size": size, "file_path": f"documents/{id}"}


def yes(world: World, call: Call) -> bool:
    """A method that only needs a chat."""
    if "chat_id" in call.params:
        world.target(call.params)
    return True


METHODS: dict[str, Method] = {
    "getme": get_me,
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
    "setmycommands": set_my_commands,
    "getmycommands": get_my_commands,
    "setmydescription": _describe("description", 512),
    "getmydescription": _described("description"),
    "setmyshortdescription": _describe("short_description", 120),
    "getmyshortdescription": _described("short_description"),
    "setmyname": _describe("name", 64),
    "getmyname": _described("name"),
    "sendmessage": send_message,
    "senddocument": send_document,
    "sendphoto": send_photo,
    "editmessagetext": edit_message_text,
    "editmessagereplymarkup": edit_message_reply_markup,
    "deletemessage": delete_message,
    "answercallbackquery": answer_callback_query,
    "getfile": get_file,
    "sendchataction": yes,
    "setchatmenubutton": yes,
    "leavechat": yes,
    "close": yes,
    "logout": yes,
}


def _sent(world: World, call: Call, chat: int, **content: object) -> Json:
    extra: Json = {}
    if call.params.get("message_thread_id"):
        extra["message_thread_id"] = int(call.params["message_thread_id"])
    me = {key: world.me[key] for key in ("id", "is_bot", "first_name", "username")}
    return world.message(world.chats[chat], **{"from": me}, **extra, **content)


def _edited(message: Json, **content: object) -> Json:
    before = {key: message.get(key) or None for key in content}
    if before == {key: value or None for key, value in content.items()}:
        raise bad(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    for key, value in content.items():
        if value:
            message[key] = value
        else:
            message.pop(key, None)
    message["edit_date"] = message["date"] + 1
    return message


def _with(**content: object) -> Json:
    return {key: value for key, value in content.items() if value}


def _json(given: object) -> object:
    return json.loads(given) if isinstance(given, str) else given


def _yes(given: object) -> bool:
    return str(given).lower() in ("true", "1", "yes")
