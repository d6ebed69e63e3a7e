"""Schedule: when a broadcast goes out, and until when it is worth something."""

from datetime import datetime, time, timedelta
from typing import Any, Final

from handlers import forms
from handlers.broadcast.drafting import draft_in, say_outdated, show_draft
from handlers.context import Context
from handlers.guided import Guided
from models import Broadcast
from services.broadcasts.drafts import change
from services.broadcasts.plan import UNDO
from services.forms.moments import MOMENT, moment_of
from services.forms.outline import Answers, Deed, Outline, Step, choices

OUTLINE: Final = Outline(
    "when",
    (
        Step("start", choices("announce_at", ("now", "hour", "morning")), readers=(MOMENT,)),
        Step("until", choices("announce_until", ("two_hours", "evening", "day")), readers=(MOMENT,)),
    ),
    known=("draft",),
)
MORNING: Final = time(7)
EVENING: Final = time(22)


async def ask(context: Context, broadcast: Broadcast) -> None:
    """Ask when a draft shall go out, then until when."""
    await forms.begin(context, WHEN, {"draft": broadcast.id})


async def _finish(context: Context, answers: Answers) -> None:
    """Keep both with the draft; a time that is over, or an end before the beginning, is asked for once more."""
    broadcast = await draft_in(context, answers["draft"])
    if broadcast is None:
        return
    starts_at = _start(context, answers["start"])
    begins_at = starts_at or context.now
    expires_at = _end(context, answers["until"], begins_at)
    values: dict[str, Any] = {
        "starts": _local(context, begins_at),
        "expires": _local(context, expires_at),
        "now": context.local_now,
    }
    if begins_at < context.now:
        context.say("broadcast-past", **values)
        await ask(context, broadcast)
    elif expires_at <= begins_at + UNDO:
        context.say("broadcast-late", **values)
        await forms.begin(context, WHEN, {"draft": broadcast.id, "start": answers["start"]})
    elif await change(context.session, broadcast, starts_at=starts_at, expires_at=expires_at):
        await show_draft(context, broadcast)
    else:
        say_outdated(context, broadcast)


def _start(context: Context, answer: str) -> datetime | None:
    """The moment that was chosen; None for at once."""
    match answer:
        case "now":
            return None
        case "hour":
            return context.now + timedelta(hours=1)
        case "morning":
            return _at(context, context.local_now + timedelta(days=1), MORNING)
    return moment_of(answer, context.now, context.services.zone)


def _end(context: Context, answer: str, begins_at: datetime) -> datetime:
    local = _local(context, begins_at)
    match answer:
        case "two_hours":
            return begins_at + timedelta(hours=2)
        case "evening":
            evening = _at(context, local, EVENING)
            return evening if evening > local else evening + timedelta(days=1)
        case "day":
            return begins_at + timedelta(days=1)
    return moment_of(answer, begins_at, context.services.zone)


def _at(context: Context, day: datetime, clock: time) -> datetime:
    return datetime.combine(day.date(), clock, context.services.zone)


def _local(context: Context, moment: datetime) -> datetime:
    return moment.astimezone(context.services.zone)


WHEN: Final = Guided(OUTLINE, _finish, shows=(Deed.BACK,))
