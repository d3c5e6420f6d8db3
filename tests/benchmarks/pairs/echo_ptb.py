"""A bare echo on python-telegram-bot, as its own example of a webhook of one's own does it; keeps nothing.

`echo_ptb.py API TOKEN PORT`
"""

from __future__ import annotations

import asyncio
import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """Say it again."""
    if update.message and update.message.text:
        await update.message.reply_text(update.message.text)


async def main(api: str, token: str, port: int) -> None:
    """Serve."""
    application = (
        Application.builder()
        .token(token)
        .base_url(f"{api}/bot")
        .updater(None)
        .concurrent_updates(True)
        .build()
    )
    application.add_handler(MessageHandler(filters.TEXT, echo))

    async def hook(request: Request) -> Response:
        await application.update_queue.put(Update.de_json(await request.json(), application.bot))
        return Response()

    app = Starlette(routes=[Route("/telegram", hook, methods=["POST"])])
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, access_log=False, log_level="warning")
    )
    async with application:
        await application.bot.set_webhook(f"http://127.0.0.1:{port}/telegram")
        await application.start()
        await server.serve()
        await application.stop()


asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
