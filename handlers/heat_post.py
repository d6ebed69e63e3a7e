"""Posting heat: an announcer writes a warning where no weather service does, sees it as workers will, takes it off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from handlers import forms
from handlers.area import named
from handlers.context import Context
from handlers.guided import Guided
from handlers.keyboards import inline, press
from handlers.messages import pressed_in
from handlers.rights import allows, answer_stranger, refuse, unions_allowed
from models import HeatAlert, Union
from services.errors import InputFault
from services.forms.moments import MOMENT, moment_of
from services.forms.outline import Answers, Choice, Deed, Outline, Step, choices
from services.forms.readers import Given, Reader, Typed
from services.heat.by_hand import LONGEST, Posting, call_off, name_for, post, preview
from services.heat.letters import name_of
from services.heat.report import COLDEST, HOTTEST, Color
from services.heat.warden import Warden
from services.heat.warnings import BY_HAND, standing, warning_called
from services.heat.warnings import name_of as called
from services.places.adcode import area_of
from services.staff.rights import Action, may, unions_for
from services.staff.unions import covering_union, unions_within

MOST_AREAS: Final = 12  # on keys; any other is typed
MAXIMUMS: Final = (35, 36, 37, 38, 39, 40)
EVENING: Final = "20:00"


def _areas(answers: Answers) -> Sequence[Choice]:
    return [Choice(adcode, label=name) for adcode, name in answers["areas"]]


def _one_area(given: Given, today: date) -> str | None:
    """The one district that was named; of several nobody knows which."""
    codes = named(given, today) or []
    return codes[0] if len(codes) == 1 else None


def _celsius(given: Given, today: date) -> str | None:
    """Degrees, as they are said: 38, 38.5, 38度."""
    text = given.text.strip().rstrip("度℃").strip() if isinstance(given, Typed) else ""
    try:
        celsius = round(float(text), 1)
    except ValueError:
        return None
    return f"{celsius:g}" if COLDEST <= celsius <= HOTTEST else None


OUTLINE: Final = Outline(
    "heatpost",
    (
        Step("where", _areas, readers=(Reader("district", _one_area),)),
        Step("color", choices("heat_color", tuple(Color))),
        Step(
            "maximum",
            lambda answers: [Choice(str(celsius), label=f"{celsius}℃") for celsius in MAXIMUMS],
            readers=(Reader("celsius", _celsius),),
            skip="no_maximum",
        ),
        Step("until", choices("heat_until", ("evening", "day")), readers=(MOMENT,)),
    ),
    known=("areas",),
)


async def start(update: Update, context: Context) -> None:
    """Show what stands by hand, or begin; tell others what they may hear of it."""
    unions = await unions_allowed(update, context, Action.POST_HEAT)
    if unions and not context.is_private:
        context.say("heatpost-group")
    elif unions:
        await _show_standing(context, unions)


async def begin(update: Update, context: Context) -> None:
    """Ask for a new one, below what was pressed."""
    unions = await unions_for(context.session, context.person_id, Action.POST_HEAT)
    if unions:
        await _ask(context, unions)
    else:
        answer_stranger(context)


async def _show_standing(context: Context, unions: Sequence[Union]) -> None:
    areas = [area_of(union.adcode) or "" for union in unions]
    by_hand = [each for each in await standing(context.session, context.now) if each.source == BY_HAND]
    alerts = [each for each in by_hand if each.adcode.startswith(tuple(areas))][:MOST_AREAS]
    if not alerts:
        await _ask(context, unions)
        return
    word = context.words.word
    off = [
        [press(word("button", "take_off", number=number), f"hp:off:{alert.id}")]
        for number, alert in enumerate(alerts, 1)
    ]
    shown = [_shown(context, alert) for alert in alerts]
    context.show("heatpost-standing", inline(*off, [press(word("button", "post_new"), "hp:new")]), alerts=shown)


async def _ask(context: Context, unions: Sequence[Union]) -> None:
    within = await unions_within(context.session, [union.id for union in unions])
    known = [[union.adcode, union.name] for union in within if len(union.adcode) == 6][:MOST_AREAS]
    await forms.begin(context, HEATPOST, {"areas": known}, anew=True)


async def _finish(context: Context, answers: Answers) -> None:
    """Send the message as a worker will get it, and below it the card that posts it."""
    card = Card(
        answers["color"], answers["where"], answers["maximum"] or "", _end(context, answers["until"]), context.now
    )
    if not await _may(context, card.adcode):
        return
    if not context.now < card.until <= context.now + LONGEST:
        context.say("heatpost-late", inline([press(context.words.word("button", "post_anew"), "hp:new")]))
        return
    letters, number = await preview(context.session, _warden(context), card.posting(context), context.now)
    stands = next(iter(await _standing_in(context, card.adcode)), None)
    letter = letters[context.words.language]
    context.owe("sendPhoto" if "photo" in letter else "sendMessage", letter)
    word = context.words.word
    keys = inline([press(word("button", "post_it"), card.data)], [press(word("button", "post_anew"), "hp:new")])
    until = card.until.astimezone(context.services.zone)
    context.say(
        "heatpost-ready", keys, area=name_of(card.adcode), number=number, until=until, now=context.local_now,
        stands=stands.color if stands else "",
    )  # fmt: skip


@dataclass(frozen=True)
class Card:
    """What the key carries that posts a warning: nothing of it is stored before; `made_at` makes it one of its own."""

    color: str
    adcode: str
    maximum: str
    until: datetime
    made_at: datetime

    @classmethod
    def read(cls, color: str, adcode: str, maximum: str, until: str, made_at: str) -> "Card":
        """Take it out of a key's parts."""
        return cls(color, adcode, maximum, *(datetime.fromtimestamp(int(each), UTC) for each in (until, made_at)))

    @property
    def data(self) -> str:
        """As the key carries it."""
        until, made_at = int(self.until.timestamp()), int(self.made_at.timestamp())
        return f"hp:{self.color}:{self.adcode}:{self.maximum}:{until}:{made_at}"

    def posting(self, context: Context) -> Posting:
        """What is posted; the name is the card's, so that a second tap finds it there."""
        color, maximum = Color(self.color), float(self.maximum) if self.maximum else None
        name = name_for(self.adcode, self.made_at, context.services.zone)
        return Posting(f"{name}-{context.person_id}", self.adcode, color, "", self.until, maximum)


async def send(update: Update, context: Context) -> None:
    """Post what was shown, in the place of what stands there by hand; a second tap posts nothing."""
    _, parts = pressed_in(update)
    card = Card.read(*parts)
    union = await covering_union(context.session, card.adcode)
    if union is None or not await allows(update, context, Action.POST_HEAT, union):
        return
    posting = card.posting(context)
    if await warning_called(context.session, BY_HAND, posting.name) is None:
        names = [await called(context.session, alert) for alert in await _standing_in(context, card.adcode)]
        posting = replace(posting, in_place_of=tuple(names))
        try:
            await post(context.session, _warden(context), posting, context.person_id, context.now)
        except InputFault:
            context.show("heatpost-late", inline([press(context.words.word("button", "post_anew"), "hp:new")]))
            return
    context.show("heatpost-done", area=name_of(card.adcode), color=card.color)


async def ask_off(update: Update, context: Context) -> None:
    """Show what becomes of the message, and ask whether it shall."""
    alert = await _pressed(update, context)
    if alert:
        word = context.words.word
        yes, no = press(word("button", "off_yes"), f"hp:end:{alert.id}"), press(word("button", "off_no"), "hp:list")
        context.show("heatpost-off", inline([yes, no]), alert=_shown(context, alert))


async def take_off(update: Update, context: Context) -> None:
    """Take it off: who has it sees that it is over."""
    alert = await _pressed(update, context)
    if alert:
        await call_off(context.session, _warden(context), alert, context.person_id, context.now)
        context.show("heatpost-ended", area=name_of(alert.adcode))


async def show_again(update: Update, context: Context) -> None:
    """What stands, once more."""
    await _show_standing(context, await unions_for(context.session, context.person_id, Action.POST_HEAT))


async def _pressed(update: Update, context: Context) -> HeatAlert | None:
    """The warning of a key, for who may post there; None: it was said why not."""
    _, (_, number) = pressed_in(update)
    alert = await context.session.get(HeatAlert, int(number))
    union = await covering_union(context.session, alert.adcode) if alert else None
    if alert is None or union is None or alert.source != BY_HAND:
        await forms.answer_old(context)
    elif await allows(update, context, Action.POST_HEAT, union):
        if alert.ended_at is None:
            return alert
        context.show("heatpost-ended", area=name_of(alert.adcode))
    return None


async def _standing_in(context: Context, adcode: str) -> list[HeatAlert]:
    """What stands by hand of just this area: a second word of it changes the first."""
    alerts = await standing(context.session, context.now)
    return [each for each in alerts if each.source == BY_HAND and each.adcode == adcode]


async def _may(context: Context, adcode: str) -> bool:
    union = await covering_union(context.session, adcode)
    verdict = await may(context.session, context.person_id, Action.POST_HEAT, union)
    if not verdict.is_yes:
        await refuse(context, context.person_id, verdict, Action.POST_HEAT, union)
    return verdict.is_yes


def _warden(context: Context) -> Warden:
    return Warden(context.services.stations, context.services.language)


def _end(context: Context, answer: str) -> datetime:
    """The moment that was chosen or typed."""
    if answer == "day":
        return context.now + timedelta(hours=24)
    return moment_of(EVENING if answer == "evening" else answer, context.now, context.services.zone)


def _shown(context: Context, alert: HeatAlert) -> Mapping[str, Any]:
    zone = context.services.zone
    until = context.words.till(alert.expires_at.astimezone(zone), context.local_now)
    return {"area": name_of(alert.adcode), "color": alert.color, "until": until}


HEATPOST: Final = Guided(OUTLINE, _finish, shows=(Deed.BACK, Deed.SKIP, Deed.DROP), is_numbered=False)

_COLORS: Final = "|".join(Color)

HANDLERS = [
    CommandHandler("heat", start, filters.UpdateType.MESSAGE),
    CallbackQueryHandler(begin, pattern=r"^hp:new\Z"),
    CallbackQueryHandler(show_again, pattern=r"^hp:list\Z"),
    CallbackQueryHandler(
        send, pattern=rf"^hp:(?:{_COLORS}):[0-9]{{6}}:(?:[0-9]{{2}}(?:\.[0-9])?)?:[0-9]{{1,11}}:[0-9]{{1,11}}\Z"
    ),
    CallbackQueryHandler(ask_off, pattern=r"^hp:off:[0-9]{1,9}\Z"),
    CallbackQueryHandler(take_off, pattern=r"^hp:end:[0-9]{1,9}\Z"),
]
