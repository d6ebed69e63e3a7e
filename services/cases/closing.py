"""Closing: staff say that a case is done, its worker says whether it is, and with which face."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from locales import Locale, locale
from models import Case, CaseKind, CaseState, Side, Union
from models.database import Sessions
from services.cases import course
from services.cases.bell import alarm
from services.cases.course import Heard
from services.cases.desk_rules import DeskRules
from services.cases.responsible import union_above
from services.cases.talk import Said, note_down
from services.cases.telling import Speech, tell, tell_followers
from services.cases.upwards import move_up
from services.delivery.outbox import store
from services.delivery.parcel import Parcel
from services.staff.people import words_of

REPAIRS: Final = frozenset({"locked", "broken", "dirty"})
"""The complaints of which anybody who passes by can see whether they are mended; a picture is asked for."""

OVER: Final = Heard("follower-closed")


class Verdict(StrEnum):
    """What a worker says who is asked whether it is mended."""

    YES = "yes"
    HALF = "half"
    NO = "no"


class Face(StrEnum):
    """How it went, in the worker's eyes."""

    GOOD = "good"
    FAIR = "fair"
    BAD = "bad"


def is_repair(case: Case) -> bool:
    """Whether its worker is asked before it is closed."""
    return case.kind == CaseKind.COMPLAINT and case.category in REPAIRS


def verdict_keys(words: Locale, case: Case) -> list[Mapping[str, Any]]:
    """修好了吗: yes, half, no."""
    return _keys(words, case, "fixed", Verdict)


def face_keys(words: Locale, case: Case) -> list[Mapping[str, Any]]:
    """Three faces."""
    return _keys(words, case, "rate", Face)


def _keys(words: Locale, case: Case, verb: str, codes: type[StrEnum]) -> list[Mapping[str, Any]]:
    return [{"text": words.word(verb, code), "callback_data": f"case:{verb}:{case.reference}:{code}"} for code in codes]


class Closing:
    """Ends cases, by the rules of each union; `speech` is for people who have no update at hand."""

    def __init__(self, rules: DeskRules, speech: Speech) -> None:
        """Keep both."""
        self._rules, self._speech = rules, speech

    async def end(
        self, session: AsyncSession, case: Case, by: int, now: datetime, *, has_photo: bool = False
    ) -> list[Parcel]:
        """Staff say it is done: of a repair the worker is asked, everything else is over; gives what is owed."""
        if case.worker_id is None:
            return []
        words = await words_of(session, case.worker_id, self._speech.language)
        if is_repair(case):
            await course.check(session, case, by, now)
            heard = Heard("complaint-repaired", {"category": case.category, "at": now, "has_photo": has_photo})
            return await tell(session, case, heard, self._speech, now, _under(verdict_keys(words, case)))
        await course.close(session, case, by, now)
        told = await tell(session, case, Heard("case-rating"), self._speech, now, _under(face_keys(words, case)))
        return told + await tell_followers(session, case, OVER, self._speech, now)

    async def judge(
        self, session: AsyncSession, case: Case, verdict: Verdict, now: datetime
    ) -> tuple[Heard, list[Parcel]]:
        """The worker of a case that is being checked says how it is; gives what they read, and what else is owed."""
        await self._note(session, case, "desk-verdict", now, verdict=verdict)
        if verdict is Verdict.YES:
            await course.close(session, case, None, now)
            case.verdict = verdict
            return Heard("case-rating"), await tell_followers(session, case, OVER, self._speech, now)
        await course.reopen(session, case, self._rules, now)
        case.verdict = verdict
        if verdict is Verdict.HALF:
            return Heard("complaint-half"), []
        return await self._take_up(session, case, now)

    async def rate(self, session: AsyncSession, case: Case, face: Face, now: datetime) -> None:
        """Note with which face a worker looks back; staff hear of a bad one."""
        case.rating = face
        if face is Face.BAD:
            await self._note(session, case, "desk-rated", now)
        await session.flush()

    async def close_the_silent(self, sessions: Sessions, now: datetime) -> None:
        """Close what was said to be mended so many days ago, and its worker gave no word; one at a time."""
        async with sessions() as session:
            asked = select(Case.id, Case.asked_at, Union.adcode).join(Union, Union.id == Case.union_id)
            rows = (await session.execute(asked.where(Case.state == CaseState.CHECKING))).all()
        for case_id, asked_at, adcode in rows:
            if asked_at is not None and now - asked_at >= timedelta(days=self._rules.of(adcode).closes_after_days):
                try:
                    async with sessions() as session, session.begin():
                        await self._close_silent(session, case_id, asked_at, now)
                except StaleDataError:  # its worker spoke this very moment
                    continue

    async def _close_silent(self, session: AsyncSession, case_id: int, asked_at: datetime, now: datetime) -> None:
        case = await session.get_one(Case, case_id, with_for_update=True)
        if case.state == CaseState.CHECKING and case.asked_at == asked_at:
            await self._note(session, case, "desk-verdict", now, verdict="")
            await course.close(session, case, None, now)
            told = await tell(session, case, Heard("complaint-silent"), self._speech, now)
            await store(session, told + await tell_followers(session, case, OVER, self._speech, now))

    async def _take_up(self, session: AsyncSession, case: Case, now: datetime) -> tuple[Heard, list[Parcel]]:
        """It is not mended: the union above has it now; at the root it stays there, and the admins hear."""
        above = await union_above(session, case.union_id, case.kind)
        if above is None:
            parcels = await alarm(session, case, "desk-not-mended", self._speech, now)
        else:
            parcels = await move_up(session, case, above, self._rules, self._speech, now)
        union = await session.get_one(Union, case.union_id)
        values = {"union": union.name, "due": case.first_due_at, "is_up": above is not None}
        return Heard("complaint-reopened", values), parcels

    async def _note(self, session: AsyncSession, case: Case, template: str, now: datetime, **values: Any) -> None:
        words = locale(self._speech.language).render(template, reference=case.reference, **values)
        await note_down(session, case, Side.BOT, Said(words), now)


def _under(keys: list[Mapping[str, Any]]) -> Mapping[str, Any]:
    return {"inline_keyboard": [keys]}
