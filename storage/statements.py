"""The statements that every update needs, made once: making one takes longer than running it.

Where a row is changed, SQLAlchemy keeps the names of columns for itself: parameters have names of their own.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BindParameter, and_, bindparam, delete, exists, func, insert, or_, select, update

from storage.tables import Moment, conversations, deliveries, inbox, outbox

OPEN = ("ready", "sending")
"""What is still to arrive (`outbox.status`)."""

_KEY: BindParameter[int] = bindparam("key")
_QUEUE: BindParameter[str] = bindparam("queue")
_QUEUES: BindParameter[str] = bindparam("queues", expanding=True)
_BOT: BindParameter[int] = bindparam("bot")
_MOST: BindParameter[int] = bindparam("most")
_AT: BindParameter[datetime] = bindparam("at", type_=Moment)

# ── conversations ──────────────────────────────────────────────────────────────────────────────

RECALL = select(conversations.c.who, conversations.c.state, conversations.c.replies).where(
    conversations.c.who.in_(bindparam("rows", expanding=True))
)
REMEMBER = (
    update(conversations)
    .where(conversations.c.who == bindparam("row"))
    .values(updated_at=bindparam("at"), state=bindparam("said"), replies=bindparam("told"))
)
TOUCH = (
    update(conversations).where(conversations.c.who == bindparam("row")).values(updated_at=bindparam("at"))
)
BEGIN = insert(conversations).values(
    who=bindparam("row"), updated_at=bindparam("at"), state=bindparam("said"), replies=bindparam("told")
)
SEEN = select(deliveries.c.mark).where(
    deliveries.c.who == bindparam("row"), deliveries.c.mark == bindparam("key")
)
MARK = insert(deliveries)

# ── inbox ──────────────────────────────────────────────────────────────────────────────────────

KNOWN = select(inbox.c.id, inbox.c.number, inbox.c.digest, inbox.c.handled, inbox.c.received_at).where(
    inbox.c.bot == _BOT,
    or_(
        inbox.c.number.in_(bindparam("given", expanding=True)),
        inbox.c.digest.in_(bindparam("marks", expanding=True)),
    ),
)
FORGET_UPDATES = delete(inbox).where(inbox.c.id.in_(bindparam("keys", expanding=True)))
WAITING = (
    select(inbox.c.id, inbox.c.bot, inbox.c.queue, inbox.c.raw, inbox.c.tries)
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
HEADS = (
    select(outbox)
    .where(
        outbox.c.id.in_(
            select(func.min(outbox.c.id))
            .where(outbox.c.status.in_(OPEN), outbox.c.bot == _BOT)
            .group_by(outbox.c.queue)
        ),
        or_(
            # Made after now: the clock has gone back since, or another machine's is ahead.
            and_(outbox.c.status == "ready", or_(outbox.c.not_before <= _AT, outbox.c.made_at > _AT)),
            and_(outbox.c.status == "sending", outbox.c.owner == bindparam("by")),
        ),
    )
    .order_by(outbox.c.id)
    .limit(_MOST)
    .with_for_update(skip_locked=True)
)
"""The next reply of each chat, if it may leave or is on its way with us."""
BUTTONS = select(outbox.c.queue, outbox.c.message).where(
    outbox.c.status == "sent", outbox.c.queue.in_(_QUEUES)
)
TAKE = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("keys", expanding=True)))
    .values(status="sending", owner=bindparam("by"))
)
KEEP_SENT = (
    update(outbox).where(outbox.c.id == _KEY).values(status="sent", content=None, message=bindparam("number"))
)
FORGET_SENT = delete(outbox).where(outbox.c.id.in_(bindparam("keys", expanding=True)))
UNBUTTON = delete(outbox).where(
    outbox.c.queue == _QUEUE, outbox.c.status == "sent", outbox.c.message == bindparam("number")
)
