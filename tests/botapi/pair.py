"""A bot on aiogram 3, run in an environment of its own: the client that certifies the server.

`pair.py URL TOKEN` tells the story as a bot, then calls what a server must refuse; it prints, as one JSON
document, what aiogram understood. Imports nothing of the project.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramAPIError, TelegramMigrateToChat, TelegramRetryAfter
from aiogram.filters import CommandStart
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CallbackQuery,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)

LINK = "http://127.0.0.1:8000/depot/lien"
ADDRESS = "https://0310047H.index-education.net/pronote/"
said: dict[str, Any] = {}


def keyboard() -> InlineKeyboardMarkup:
    """One button that is answered, one that copies."""
    copy = InlineKeyboardButton(text="Copier", copy_text=CopyTextButton(text=ADDRESS))
    return InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text="Hébergé", callback_data="hebergement:heberge")], [copy]]
    )


async def tell(bot: Bot) -> None:
    """The story, by polling, until the last word."""
    dispatcher = Dispatcher()

    @dispatcher.message(CommandStart())
    async def on_start(message: Message) -> None:
        await message.answer(f"<b>Où est PRONOTE ?</b>\n<pre>{ADDRESS}</pre>", reply_markup=keyboard())

    @dispatcher.callback_query()
    async def on_press(query: CallbackQuery) -> None:
        is_first = "pressed" not in said
        said.setdefault("pressed", []).append(query.data)
        await query.answer("Noté")
        if isinstance(query.message, Message) and is_first:
            await query.message.edit_reply_markup(reply_markup=None)
            letter = BufferedInputFile(b"Subject: essai\n\n", filename="courriel.eml")
            await query.message.answer_document(letter, caption="Le courriel")

    @dispatcher.edited_message()
    async def on_edit(message: Message) -> None:
        said["edited"] = message.text

    @dispatcher.message()
    async def on_message(message: Message) -> None:
        if message.document:
            content = await bot.download(message.document)
            said["downloaded"] = content.read().decode() if content else ""
            said["file_name"] = message.document.file_name
            picture = BufferedInputFile(b"\x89PNG\r\n\x1a\n", filename="lien.png")
            shown = await message.answer_photo(picture, caption=LINK)
            said["picture"] = [shown.caption, shown.photo[-1].file_size if shown.photo else 0]
            page = BufferedInputFile(b"%PDF-1.7\n", filename="dossier.pdf")
            given = await message.answer_document(page)
            said["page"] = given.document.file_name if given.document else ""
        elif message.text == "fin":
            await message.answer("Au revoir")
            asyncio.get_running_loop().create_task(dispatcher.stop_polling())
        else:
            said.setdefault("kinds", []).append(message.content_type.value)

    await dispatcher.start_polling(bot, handle_signals=False, polling_timeout=2, close_bot_session=False)


async def refused(name: str, call: Awaitable[object]) -> None:
    """Note how aiogram names a refusal."""
    try:
        await call
        said[name] = "accepted"
    except TelegramRetryAfter as error:
        said[name] = [type(error).__name__, error.retry_after]
    except TelegramMigrateToChat as error:
        said[name] = [type(error).__name__, error.migrate_to_chat_id]
    except TelegramAPIError as error:
        said[name] = [type(error).__name__, error.message]


async def main(url: str, token: str) -> None:
    """Tell, then be refused."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(url))
    bot = Bot(token, session=session, default=DefaultBotProperties(parse_mode="HTML"))
    said["me"] = (await bot.get_me()).username
    await bot.set_my_commands([BotCommand(command="start", description="Commencer")])
    said["commands"] = [command.command for command in await bot.get_my_commands()]
    await bot.set_my_description("Assistant")
    said["description"] = (await bot.get_my_description()).description
    await tell(bot)
    data = "x" * 65
    long = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="a", callback_data=data)]])
    await refused("entities", bot.send_message(42, "<b>gras"))
    await refused("long", bot.send_message(42, "x" * 4097))
    await refused("empty", bot.send_message(42, " "))
    await refused("unknown", bot.send_message(999, "x"))
    await refused("button", bot.send_message(42, "x", reply_markup=long))
    await refused("edit", bot.edit_message_text("x", chat_id=42, message_id=9999))
    await refused("query", bot.answer_callback_query("1"))
    await refused("file", bot.get_file("rien"))
    for name, chat in (("slow", 50), ("blocked", 51), ("migrated", 52)):
        await refused(name, bot.send_message(chat, "x"))
    await bot.set_webhook("https://exemple.fr/telegram", secret_token="abc")
    said["webhook"] = (await bot.get_webhook_info()).url
    await refused("conflict", bot.get_updates())
    await bot.delete_webhook()
    await session.close()
    json.dump(said, sys.stdout)


asyncio.run(main(sys.argv[1], sys.argv[2]))
