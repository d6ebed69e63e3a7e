"""Composing: staff send what workers shall read, as they would send it to a friend; it is a draft from then on."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any, Final

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers import forms
from handlers.broadcast.drafting import draft_in, say_outdated, show_draft, station_meant
from handlers.context import Context
from handlers.guided import Guided
from handlers.rights import is_allowed, unions_allowed
from models import Broadcast, Station, Union
from services.broadcasts.content import Content, ContentRefused, Flaw
from services.broadcasts.drafts import begin as begin_draft
from services.broadcasts.drafts import change, drafts_of
from services.forms.outline import Answers, Choice, Deed, Outline, Step
from services.forms.readers import Given, Pictured, Reader, Shared, Typed
from services.staff.rights import Action

LAST: Final = "last_draft"
DROPS: Final = {"no_photo": "photo", "no_station": "station_code", "no_links": "links"}
"""Keys that take a part of a draft away, with the part."""
LONGEST_NAME: Final = 40  # of a station, when that is all that was sent
_LINK: Final = re.compile(r"([^<>]*?)[\s:：]*(https?://[^\s<>]+)", re.IGNORECASE)
"""A line that becomes a key: its words, then its address."""


def sent(given: Given, today: date) -> Mapping[str, Any] | None:
    """What was sent, as far as a broadcast can hold it: formatted words, a picture with or without, a place."""
    match given:
        case Typed(text, str(html)):
            return {"text": text, "html": html}
        case Pictured(photo, html):
            return {"photo": photo, "html": html}
        case Shared(position):
            return {"place": [position.latitude, position.longitude]}
    return None


def shortcuts(answers: Answers) -> Sequence[Choice]:
    """The last draft, where a new one begins; else what can be taken out of this one."""
    if "draft" not in answers:
        return [Choice(LAST, "announce")] if answers.get("last") else []
    content = Content.from_json(answers["content_now"])
    return [Choice(code, "announce") for code, part in DROPS.items() if getattr(content, part)]


OUTLINE: Final = Outline(
    "broadcast",
    (
        Step(
            "union",
            lambda answers: [Choice(str(number), label=name) for number, name in answers["unions"]],
            is_needed=lambda answers: len(answers.get("unions", ())) > 1,
        ),
        Step("content", shortcuts, readers=(Reader("content", sent),)),
    ),
    known=("unions", "draft", "last", "content_now"),
)


async def start(update: Update, context: Context) -> None:
    """Ask an announcer for what shall go out; tell others what they may hear of it."""
    unions = await unions_allowed(update, context, Action.ANNOUNCE)
    if unions and not context.is_private:
        context.say("broadcast-group")
    elif unions:
        drafts = await drafts_of(context.session, context.person_id)
        known = {"unions": [[union.id, union.name] for union in unions], "last": drafts[0].id if drafts else None}
        await forms.begin(context, COMPOSE, known)


async def edit(context: Context, broadcast: Broadcast) -> None:
    """Ask what shall be different in a draft."""
    await forms.begin(context, COMPOSE, {"draft": broadcast.id, "content_now": broadcast.content})


async def _finish(context: Context, answers: Answers) -> None:
    """Keep what was sent, and show it as workers will get it."""
    said = answers["content"]
    if said == LAST:
        broadcast = await draft_in(context, answers["last"])
        if broadcast:
            await show_draft(context, broadcast, with_copy=True)
        return
    content = await _merged(
        context, Content.from_json(answers["content_now"]) if "content_now" in answers else Content(), said
    )
    if content is None:
        context.say("broadcast-no-station")
        await _ask_again(context, answers)
        return
    try:
        broadcast = await _kept(context, answers, content)
    except ContentRefused as refused:
        await _say_why(context, answers, content, refused)
    else:
        if broadcast:
            await show_draft(context, broadcast, with_copy=True)


async def _kept(context: Context, answers: Answers, content: Content) -> Broadcast | None:
    """The draft with this content, new or changed; None if that could not be, which is said. Raises ContentRefused."""
    content.check()
    if "draft" in answers:
        broadcast = await draft_in(context, answers["draft"])
        if broadcast and not await change(context.session, broadcast, content=content):
            say_outdated(context, broadcast)
            return None
        return broadcast
    union_id = int(answers.get("union") or answers["unions"][0][0])
    if not await is_allowed(context, union_id, Action.ANNOUNCE):
        return None
    union = await context.session.get_one(Union, union_id)
    return await begin_draft(context.session, context.person_id, union, content, context.now)


async def _merged(context: Context, content: Content, said: Mapping[str, Any] | str) -> Content | None:
    """The content with what was sent: new words replace the old ones, the rest is added; None: no such station."""
    if isinstance(said, str):
        return replace(content, **{DROPS[said]: type(getattr(content, DROPS[said]))()})
    if "place" in said:
        code = await _code_of(context, station_meant(context, said))
        return replace(content, station_code=code) if code else None
    if "text" in said and len(said["text"]) <= LONGEST_NAME:
        code = await _code_of(context, context.services.stations.names.called(said["text"]))
        if code:
            return replace(content, station_code=code)
    html, links = _without_links(said["html"])
    changed = replace(content, links=(*content.links, *links)) if links else content
    changed = replace(changed, text=html) if html else changed
    return replace(changed, photo=said["photo"]) if "photo" in said else changed


def _without_links(html: str) -> tuple[str, list[tuple[str, str]]]:
    """A text without the last lines that are links, and those, each with its words."""
    lines, links = html.strip().split("\n"), list[tuple[str, str]]()
    while lines and (found := _LINK.fullmatch(lines[-1].strip())):
        url = unescape(found[2])
        links.insert(0, (unescape(found[1]).strip() or url.split("/")[2], url))
        lines.pop()
    return "\n".join(lines).strip(), links


async def _code_of(context: Context, station_id: int | None) -> str:
    station = await context.session.get(Station, station_id) if station_id is not None else None
    return station.code if station else ""


async def _say_why(context: Context, answers: Answers, content: Content, refused: ContentRefused) -> None:
    """Say what cannot go out; a part that only wants a sentence more is kept."""
    if refused.flaw is Flaw.EMPTY and "draft" not in answers:
        await _ask_again(context, {**answers, "content_now": content.as_json})
        return
    context.say("broadcast-refused", flaw=refused.flaw, number=refused.units, most=content.most_units)
    await _ask_again(context, answers)


async def _ask_again(context: Context, answers: Answers) -> None:
    """Ask once more, with what was there before."""
    known = {name: answers[name] for name in (*OUTLINE.known, "union") if name in answers}
    await forms.begin(context, COMPOSE, known, anew=True)


async def _values(context: Context, answers: Answers) -> Mapping[str, Any]:
    return {"draft": answers.get("draft"), "content": answers.get("content_now")}


COMPOSE: Final = Guided(
    OUTLINE,
    _finish,
    values=_values,
    shows=(Deed.DROP,),
    is_numbered=False,
    dropped=lambda context: context.show("broadcast-dropped"),
)

HANDLERS = [CommandHandler("broadcast", start, filters.UpdateType.MESSAGE)]
