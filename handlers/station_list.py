"""Station list: an admin sends the union's table; it is checked, told about, and taken on a second word."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from sqlalchemy import select
from telegram import Message

from handlers import forms
from handlers.context import Context
from handlers.guided import Guided
from models import Station
from services.errands.owing import Body
from services.errors import ErrandError, FileGone, FileTooBig, ImportRefused
from services.forms.outline import Answers, Deed, Outline, Step, choices
from services.lists.sent_list import SentList, looks_like_a_list
from services.lists.station_import import ImportResult, import_stations
from services.lists.station_rows import StationList
from services.places.datum import Datum
from services.staff.audit import Act, write_down
from services.staff.rights import Action, may, unions_for
from services.staff.unions import covering_union

CHECK: Final = "check_list"
IMPORT: Final = "import_list"
LARGEST_BYTES: Final = 20 * 1024 * 1024  # core.telegram.org/bots/api#getfile
FAULTS_SHOWN: Final = 5


async def takes_document(message: Message, context: Context) -> bool:
    """Whether an admin sent a table; then they are asked which map its coordinates come from."""
    file, person = message.document, message.from_user
    if file is None or person is None or message.animation or not looks_like_a_list(file.file_name or ""):
        return False
    if not await unions_for(context.session, person.id, Action.IMPORT_STATIONS):
        return False
    if (file.file_size or 0) > LARGEST_BYTES:
        context.say("list-too-big")
    else:
        known = {"file": file.file_id, "name": file.file_name, "person": person.id}
        await forms.begin(context, WHICH_MAP, known)
    return True


async def tell_check(body: Body, answer: Any, context: Context) -> None:
    """Say what is in a file: its faults, or what taking it would change, and ask whether to."""
    listing = await _stations_in(body, answer, context)
    if listing is None:
        return
    async with context.session.begin_nested() as trial:
        result = await import_stations(context.session, listing)
        await trial.rollback()
    if result.added or result.changed:
        await forms.begin(context, APPLY, {**body, "digest": answer.digest, "counts": _counts(result, listing)})
    else:
        context.say("list-nothing-new", counts=_counts(result, listing))


async def tell_import(body: Body, answer: Any, context: Context) -> None:
    """Take what was checked, all of it, and write down who did."""
    if isinstance(answer, SentList) and answer.digest != body["digest"]:
        answer = FileGone("another file than was checked")
    listing = await _stations_in(body, answer, context)
    if listing is None:
        return
    result = await import_stations(context.session, listing)
    union, *_ = await unions_for(context.session, body["person"], Action.IMPORT_STATIONS)
    write_down(
        context.session, Act.IMPORTED_STATIONS, str(result), context.now, actor_id=body["person"], union_id=union.id
    )
    context.say("list-done", counts=_counts(result, listing))


async def _stations_in(body: Body, answer: Any, context: Context) -> StationList | None:
    """The stations of a file that this person may list; else it is said why there are none."""
    match answer:
        case FileTooBig():
            context.say("list-too-big")
        case FileGone():
            context.say("list-gone")
        case ErrandError():
            context.say("list-not-fetched")
        case SentList(listing=ImportRefused() as refused):
            faults = refused.faults
            context.say("list-refused", sentence=str(refused), faults=faults[:FAULTS_SHOWN], number=len(faults))
        case SentList(listing=StationList() as listing):
            outside = await _first_outside(body["person"], listing, context)
            if outside is None:
                return listing
            context.say("list-not-yours", code=outside)
    return None


async def _first_outside(person: int, listing: StationList, context: Context) -> str | None:
    """The code of a station that they may not list, where it stands or where it would; None if all are theirs."""
    rows = await context.session.execute(select(Station.code, Station.adcode))
    stored = {row.code: row.adcode for row in rows}
    allowed: dict[str, bool] = {}
    for station in listing.stations:
        code = str(station["code"])
        before = stored.get(code, "")
        after = str(station.get("adcode", before))
        for adcode in {after, before} if code in stored else {after}:
            if adcode not in allowed:
                union = await covering_union(context.session, adcode)
                allowed[adcode] = (await may(context.session, person, Action.IMPORT_STATIONS, union)).is_yes
            if not allowed[adcode]:
                return code
    return None


def _counts(result: ImportResult, listing: StationList) -> dict[str, int]:
    return {
        "added": result.added,
        "changed": result.changed,
        "unchanged": result.unchanged,
        "missing": len(result.missing),
        "notes": len(listing.notes),
    }


def _sends_for(kind: str) -> Callable[[Context, Answers], Awaitable[None]]:
    async def send(context: Context, answers: Answers) -> None:
        names = ("file", "name", "person", "map", "digest")
        context.send_for(kind, **{name: answers[name] for name in names if name in answers})
        context.show("list-wait")

    return send


WHICH_MAP = Guided(
    Outline(
        "list", (Step("map", choices("map", (Datum.GCJ02, Datum.BD09, Datum.WGS84))),), known=("file", "name", "person")
    ),
    _sends_for(CHECK),
    shows=(Deed.DROP,),
)
APPLY = Guided(
    Outline(
        "apply", (Step("sure", choices("button", ("import_list",))),),
        known=("file", "name", "person", "map", "digest", "counts"),
    ),
    _sends_for(IMPORT),
    shows=(Deed.DROP,),
    is_numbered=False,
)  # fmt: skip
TELLERS = {CHECK: tell_check, IMPORT: tell_import}
