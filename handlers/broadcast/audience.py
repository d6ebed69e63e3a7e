"""Audience: for whom a broadcast is, in words, and the form that changes it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from handlers import forms
from handlers.broadcast.drafting import desk_of, draft_in, say_outdated, show_draft, station_meant
from handlers.broadcast.pages import audience_words
from handlers.context import Context
from handlers.form_keys import key, packed
from handlers.guided import Guided
from handlers.keyboards import Key
from models import Broadcast, Topic, Union
from services.broadcasts.audience import HeadCount, head_count
from services.broadcasts.drafts import change, check_area
from services.broadcasts.plan import plan_of
from services.errors import InputFault
from services.forms.outline import CHECK, Answers, Choice, Deed, Outline, State, Step, choices
from services.forms.readers import Given, Reader, Shared, Typed
from services.occupations import OCCUPATIONS
from services.places.adcode import COUNTRY, adcode_of
from services.places.districts import districts
from services.staff.unions import unions_within

METERS: Final = (500, 1000, 2000, 3000, 5000, 10_000)
USUAL_METERS: Final = "3000"
ANY: Final = "any"
NARROWED_BY_NONE: Final = Choice(ANY, "announce_to")
TRADES: Final = [Choice(code, "occupation") for code in OCCUPATIONS]
MOST_AREAS: Final = 20  # on keys; every other district can be typed


def area_named(given: Given, today: date) -> str | None:
    """The code of the one district that is called so."""
    found = districts().named(given.text) if isinstance(given, Typed) else []
    return found[0].adcode if len(found) == 1 else None


def station_named(given: Given, today: date) -> Mapping[str, Any] | None:
    """What was said of a station: words, or a place."""
    match given:
        case Typed(html=str()):
            return {"text": given.text}
        case Shared():
            return {"place": [given.position.latitude, given.position.longitude]}
    return None


def areas(answers: Answers) -> Sequence[Choice]:
    """The areas of the union and of those below it."""
    return [Choice(code, label=name) for code, name in answers["areas"]]


def is_near_one(answers: Answers) -> bool:
    """Whether the audience is around a station."""
    return bool(answers.get("station", ANY) != ANY)


OUTLINE: Final = Outline(
    "whom",
    (
        Step("area", areas, readers=(Reader("district", area_named),)),
        Step("occupation", lambda answers: [NARROWED_BY_NONE, *TRADES]),
        Step("station", lambda answers: [NARROWED_BY_NONE], readers=(Reader("station", station_named),)),
        Step("meters", lambda answers: [Choice(str(each), "meters") for each in METERS], is_needed=is_near_one),
        Step("topic", choices("topic", tuple(Topic))),
    ),
    has_check=True,
    known=("draft", "areas"),
    words={Deed.SEND: "done"},
)


async def ask(context: Context, broadcast: Broadcast) -> None:
    """Show for whom a draft is, with a key for each thing that can be changed."""
    union = await context.session.get_one(Union, broadcast.union_id)
    within = await unions_within(context.session, [union.id])
    known = {"draft": broadcast.id, "areas": [[_code(context, each), each.name] for each in within[:MOST_AREAS]]}
    await forms.begin(context, WHOM, known | _answers(broadcast))


def _answers(broadcast: Broadcast) -> dict[str, Any]:
    return {
        "area": broadcast.area or COUNTRY,
        "occupation": broadcast.occupation or ANY,
        "station": ANY if broadcast.station_id is None else {"id": broadcast.station_id},
        "meters": str(broadcast.meters or USUAL_METERS),
        "topic": broadcast.topic,
    }


def _code(context: Context, union: Union) -> str:
    return COUNTRY if union.parent_id is None else union.adcode


async def _values(context: Context, answers: Answers) -> Mapping[str, Any]:
    """For the check: how many that would be."""
    broadcast = await context.session.get_one(Broadcast, answers["draft"])
    if len(answers) <= len(OUTLINE.known):
        return {}
    chosen = Broadcast(union_id=broadcast.union_id, **_columns(context, answers))
    desk = desk_of(context)
    plan = plan_of(broadcast, context.now, desk.terms.zone)
    try:
        await check_area(context.session, broadcast, chosen.area)
        heads = await head_count(context.session, chosen, desk.terms.stations, plan.starts_at)
    except InputFault:  # how many live elsewhere is told to nobody; it is refused when it is kept
        heads = HeadCount(0, 0, 0)
    is_unknown = answers["station"] != ANY and chosen.station_id is None
    whom = await audience_words(context.session, chosen, context.words)
    return {
        "count": heads.chosen,
        "hushed": heads.hushed,
        "blocked": heads.blocked,
        "whom": whom,
        "is_unknown": is_unknown,
    }


async def _finish(context: Context, answers: Answers) -> None:
    """Keep the audience with the draft."""
    broadcast = await draft_in(context, answers["draft"])
    if broadcast is None:
        return
    try:
        if await change(context.session, broadcast, **_columns(context, answers)):
            await show_draft(context, broadcast)
        else:
            say_outdated(context, broadcast)
    except InputFault:
        context.say("broadcast-outside")
        await ask(context, broadcast)


def _rows(context: Context, state: State) -> Sequence[Sequence[Key]] | None:
    """On the check a key for each part; the questions have the usual ones."""
    if state.step != CHECK or state.is_paused:
        return None
    names = [step.name for step in OUTLINE.needed(state.answers)]
    parts = [key(WHOM, state, context.words.word("step", name), name) for name in names]
    done = key(WHOM, state, context.words.word("button", OUTLINE.words[Deed.SEND]), Deed.SEND)
    return [*packed(parts), [done]]


WHOM: Final = Guided(OUTLINE, _finish, values=_values, rows=_rows, shows=(Deed.BACK,))


def _columns(context: Context, answers: Answers) -> dict[str, Any]:
    """What the answers mean for a draft; a station that nobody knows is none."""
    station = None if answers["station"] == ANY else station_meant(context, answers["station"])
    return {
        "area": "" if answers["area"] == COUNTRY else adcode_of(answers["area"]),
        "occupation": "" if answers["occupation"] == ANY else answers["occupation"],
        "station_id": station,
        "meters": None if station is None else int(answers["meters"]),
        "topic": answers["topic"],
    }
