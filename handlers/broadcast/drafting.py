"""Drafting: what the forms about a draft share: whether it may still be changed, and showing it as it is now."""

from collections.abc import Mapping
from typing import Any, Final

from handlers.broadcast.pages import Desk, Page
from handlers.context import Context
from handlers.rights import answer, is_allowed, refuse
from locales import Locale
from models import Broadcast, BroadcastState, Union
from services.broadcasts.content import Content, letter_of
from services.broadcasts.decisions import Terms
from services.broadcasts.ruling import Decision, Ruling
from services.places.position import Position
from services.staff.rights import Action
from services.stations.full import station_with_code

AT_A_DOOR_METERS: Final = 300.0


def desk_of(context: Context, words: Locale | None = None) -> Desk:
    """What pages are made from, for who did this or for who reads other `words`."""
    services = context.services
    terms = Terms(services.stations, services.zone, services.approval_above)
    return Desk(context.session, terms, context.now, words or context.words, services.messages_per_second)


async def draft_in(context: Context, draft_id: int) -> Broadcast | None:
    """A draft that who did this may still change; else it is said why not."""
    broadcast = await context.session.get(Broadcast, draft_id)
    if broadcast is None:
        context.say("broadcast-dropped")
        return None
    if not await is_allowed(context, broadcast.union_id, Action.ANNOUNCE):
        return None
    if broadcast.state != BroadcastState.DRAFT:
        say_outdated(context, broadcast)
        return None
    return broadcast


async def say_why_not(context: Context, broadcast: Broadcast, decision: Decision) -> None:
    """Say why a decision does not count, where nobody was quicker."""
    if decision.ruling is Ruling.FORBIDDEN:
        union = await context.session.get(Union, broadcast.union_id)
        await refuse(context, context.person_id, decision.verdict, Action.ANNOUNCE, union)
    else:
        answer(context, "broadcast-cannot", ruling=decision.ruling, number=broadcast.id)


def say_outdated(context: Context, broadcast: Broadcast) -> None:
    """Say that a broadcast is not what it was when this was asked."""
    context.say("broadcast-twice", number=broadcast.id, state=broadcast.state, who="", at=None, now=context.local_now)


async def show_draft(context: Context, broadcast: Broadcast, *, with_copy: bool = False) -> None:
    """Show the card of a draft; `with_copy` below the message as workers will get it."""
    page = await desk_of(context).preview(broadcast)
    if with_copy:
        await owe_copy(context, broadcast)
        say_page(context, broadcast, page)
    else:
        show_page(context, broadcast, page)


def show_page(context: Context, broadcast: Broadcast, page: Page) -> None:
    """Turn the card that was pressed to a page."""
    context.show(page.template, page.keyboard(context.words, broadcast), **page.values)


def say_page(context: Context, broadcast: Broadcast, page: Page) -> None:
    """Say a page below everything else."""
    context.say(page.template, page.keyboard(context.words, broadcast), **page.values)


async def owe_copy(context: Context, broadcast: Broadcast, content: Content | None = None) -> None:
    """Send the message as a worker gets it: the same call, the same words, the same keys."""
    content = content or Content.from_json(broadcast.content)
    station = await station_with_code(context.session, content.station_code)
    context.owe(content.method, letter_of(content, broadcast.notice_id or 0, station, context.words))


def station_meant(context: Context, said: Mapping[str, Any]) -> int | None:
    """The id of the station that is meant by its id, its words or a place within 300 m; None if none is, or several."""
    stations = context.services.stations
    if "id" in said:
        return int(said["id"])
    if "place" in said:
        return stations.nearest_within(Position(*said["place"]), AT_A_DOOR_METERS)
    return stations.names.called(said["text"])
