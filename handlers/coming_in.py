"""Coming in: what a worker brings to a form for the union: earlier words and answers, and their district."""

from collections.abc import Sequence
from typing import Final

from telegram import Update

from handlers.area import fitting, named
from handlers.context import Context
from handlers.forms import filed_in, is_fresh
from handlers.messages import answered_in
from models import CaseKind
from services.cases.filing import filed_since
from services.cases.secrets_in import holds_secret
from services.forms.gathering import Item, is_known, item_of
from services.forms.outline import Answers, Choice, Outline, Step
from services.forms.readers import Reader, Typed
from services.forms.store import read
from services.places.districts import District, districts
from services.staff.unions import root_union
from services.stations.district import districts_around

MOST_NEAR: Final = 4
A_DAY: Final = 5
"""So many cases of a sort one worker can file: who has more to tell does it on the telephone."""
NOBODY: Final = "complain-nobody"


def _near(answers: Answers) -> Sequence[Choice]:
    return [Choice(adcode, label=name) for adcode, name in answers.get("near", ())]


def _called_so(answers: Answers) -> Sequence[Choice]:
    return fitting({"district": answers.get("where") or ()})


WHERE: Final = (
    Step("where", _near, (Reader("district", named),), skip="pass_over"),
    Step("which", _called_so, is_needed=lambda answers: len(answers.get("where") or ()) > 1),
)
"""The questions for a district: those `near` have keys, any other is typed or a place in it shared."""


def district_in(answers: Answers) -> District | None:
    """The district that the answers to these lead to; None if there is none."""
    codes = [answers["which"]] if answers.get("which") else answers.get("where") or ()
    return districts().of(codes[0]) if codes else None


async def why_not(context: Context, *kinds: CaseKind) -> str:
    """The template that says why no case of these kinds can be filed now; "" if it can."""
    midnight = context.local_now.replace(hour=0, minute=0, second=0, microsecond=0)
    if await root_union(context.session) is None:
        return NOBODY
    filed = await filed_since(context.session, context.person_id, kinds, midnight)
    return "complain-enough" if filed >= A_DAY else ""


def with_brought(update: Update, said: Sequence[Item], *, with_pictures: bool = False) -> list[Item]:
    """What was gathered, and what the pressed card answers, once: a sentence or something spoken, with no secret.

    A picture or a round film comes along only `with_pictures`.
    """
    message = answered_in(update)
    if message is None or holds_secret(message.text or message.caption or ""):
        return [*said]
    given = Typed(message.text, message.text_html) if message.text else filed_in(message)
    if given is None or not (message.text or message.voice or with_pictures):
        return [*said]
    brought = item_of(given, 0)
    is_there = is_known(brought, said) if brought["unique"] else any(each["html"] == brought["html"] for each in said)
    return [*said] if is_there else [*said, brought]


def left_off(context: Context, outline: Outline, *, lately: bool = False) -> Answers:
    """The answers of a form that they are in the middle of, paused or not, of this hour if `lately`; else none."""
    named = (form for form in context.forms if form.name == outline.name)
    waiting = next((form for form in named if is_fresh(context, form) or not lately), None)
    return read(waiting, outline).answers if waiting else {}


def near_districts(context: Context) -> list[list[str]]:
    """The worker's own district and those around it, each with its code and its name."""
    area = context.worker.area if context.worker else ""
    around = districts_around(context.services.stations, area)[:MOST_NEAR]
    return [[district.adcode, district.name] for district in around]


def is_card(update: Update) -> bool:
    """Whether a key was pressed under a card that is to stay as it is: any but the question whether they agree."""
    query = update.callback_query
    return query is not None and not (query.data or "").startswith("agree:")
