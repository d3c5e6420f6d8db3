"""The statements that every update needs, made once: making one takes longer than running it.

Where a row is changed, SQLAlchemy keeps the names of columns for itself: parameters have names of their own.
"""

from __future__ import annotations

from sqlalchemy import BindParameter, bindparam, delete, exists, func, insert, or_, select, update

from storage.tables import conversations, inbox, outbox

OPEN = ("ready", "sending")
"""What is still to arrive (`outbox.status`)."""

_KEY: BindParameter[int] = bindparam("key")
_QUEUE: BindParameter[str] = bindparam("queue")
_QUEUES: BindParameter[str] = bindparam("queues", expanding=True)
_BOT: BindParameter[int] = bindparam("bot")
_MOST: BindParameter[int] = bindparam("most")

# ── conversations ──────────────────────────────────────────────────────────────────────────────

RECALL = select(conversations.c.state, conversations.c.replies).where(conversations.c.who == bindparam("row"))
REMEMBER = (
    update(conversations)
    .where(conversations.c.who == bindparam("row"))
    .values(updated_at=bindparam("at"), state=bindparam("said"), replies=bindparam("told"))
)
TOUCH = (
    update(conversations).where(conversations.c.who == bindparam("row")).values(updated_at=bindparam("at"))
)
BEGIN = insert(conversations)

# ── inbox ──────────────────────────────────────────────────────────────────────────────────────

KNOWN = select(inbox.c.id, inbox.c.digest, inbox.c.handled, inbox.c.received_at).where(
    inbox.c.bot == _BOT, or_(inbox.c.number == bindparam("number"), inbox.c.digest == bindparam("digest"))
)
KEEP_RAW = update(inbox).where(inbox.c.id == _KEY).values(raw=bindparam("sealed"))
WAITING = (
    select(inbox.c.id, inbox.c.bot, inbox.c.raw, inbox.c.tries)
    .where(~inbox.c.handled)
    .order_by(inbox.c.id)
    .limit(_MOST)
)
WAITING_IN = WAITING.where(inbox.c.queue.in_(_QUEUES))
QUEUES = select(inbox.c.queue).where(~inbox.c.handled).group_by(inbox.c.queue).order_by(func.min(inbox.c.id))
IS_BEHIND = select(exists().where(~inbox.c.handled))
DONE = update(inbox).where(inbox.c.id.in_(bindparam("keys", expanding=True))).values(handled=True, raw=None)

# ── outbox ─────────────────────────────────────────────────────────────────────────────────────

SEND = insert(outbox)
KEEP_CONTENT = update(outbox).where(outbox.c.id == _KEY).values(content=bindparam("sealed"))
FOLLOWING = (
    select(outbox)
    .where(outbox.c.queue == _QUEUE, outbox.c.bot == _BOT, outbox.c.status.in_(OPEN))
    .order_by(outbox.c.id)
    .limit(1)
)
BUTTONS = select(outbox.c.queue, outbox.c.message).where(
    outbox.c.status == "sent", outbox.c.queue.in_(_QUEUES)
)
TAKE = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("keys", expanding=True)))
    .values(status="sending", owner=bindparam("by"))
)
KEEP_SENT = (
    update(outbox)
    .where(outbox.c.id == _KEY, outbox.c.buttons)
    .values(status="sent", content=None, message=bindparam("number"))
)
FORGET_SENT = delete(outbox).where(outbox.c.id == _KEY)
UNBUTTON = delete(outbox).where(
    outbox.c.queue == _QUEUE,
    outbox.c.status == "sent",
    outbox.c.message.in_(bindparam("numbers", expanding=True)),
)
