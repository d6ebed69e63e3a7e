"""The forms people are in the middle of, as rows; a change lives or dies with the transaction that brought it."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Form
from services.forms.engine import begin
from services.forms.outline import CHECK, OVER, WHICH, Answers, Outline, State

_WAITING = (
    select(Form).where(Form.person_id.in_(bindparam("ids", expanding=True)), Form.step != OVER).order_by(Form.asked_at)
)
EPOCH: Final = datetime(2026, 1, 1, tzinfo=UTC)


async def waiting_forms(session: AsyncSession, person_ids: Sequence[int]) -> dict[int, list[Form]]:
    """The forms of these people that wait for an answer or are paused, the one asked last at the end."""
    forms: dict[int, list[Form]] = {}
    for form in await session.scalars(_WAITING, {"ids": person_ids}) if person_ids else ():
        forms.setdefault(form.person_id, []).append(form)
    return forms


async def begin_form(session: AsyncSession, outline: Outline, person_id: int, answers: Answers, now: datetime) -> Form:
    """Begin a form, with what is known already; one of that name that was there is begun anew.

    No version comes twice: a new row begins with the seconds since 2026, so that a card from before /forget is old.
    """
    form = await session.get(Form, (person_id, outline.name))
    seconds = int((now - EPOCH).total_seconds())
    state = begin(outline, answers, max(form.version + 1 if form else 1, seconds))
    if form is None:
        form = Form(person_id=person_id, name=outline.name)
        session.add(form)
    write(form, state)
    form.asked_at = now
    await session.flush()
    return form


def read(form: Form, outline: Outline) -> State:
    """The state that a row holds; a question of an earlier program leads to the one that is open now."""
    answers = json.loads(form.answers)
    state = State(form.step, form.version, answers, form.last_key, form.is_paused)
    if state.step in (CHECK, WHICH, OVER) or outline.step(state.step) in outline.needed(answers):
        return state
    return begin(outline, answers, form.version)


def write(form: Form, state: State) -> None:
    """Put a state into its row; of a form that is over nothing stays but that it was, for a late second tap."""
    form.step, form.version, form.last_key, form.is_paused = state.step, state.version, state.last_key, state.is_paused
    form.answers = "{}" if state.is_over else json.dumps(state.answers)
