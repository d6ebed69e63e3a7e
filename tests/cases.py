"""Cases of the tests: filed as a form would, and answered as a desk would, without the doors to either."""

from datetime import datetime, timedelta
from typing import Any

from models import Case, CaseKind, Side
from playground.phones.phone import Phone
from services.cases.filing import Due, Filing, file_case
from services.cases.references import case_called, reference_in
from services.cases.talk import Said, note_down
from tests.city import City
from tests.unions import found_unions


class Targets:
    """A union that wants every first answer within three hours and the end within two days."""

    def due(self, adcode: str, kind: CaseKind, is_urgent: bool, now: datetime) -> Due:
        return Due(now + timedelta(hours=3), now + timedelta(days=2))


async def files(city: City, phone: Phone, *words: str, kind: CaseKind = CaseKind.COMPLAINT, **more: Any) -> str:
    """Have somebody file a case, of something broken in 鹿城区 unless said; give its reference."""
    assert city.house is not None
    await found_unions(city.house.database)
    filing = {"adcode": "330302", "category": "broken", **more}
    async with city.house.database.writing() as session, session.begin():
        said = [Said(each) for each in words]
        new = Filing(kind, phone.person.id, said=said, **filing)
        return (await file_case(session, new, Targets(), city.clock.now())).reference


async def becomes(city: City, reference: str, **columns: Any) -> None:
    """Change what is written of a case."""
    assert city.house is not None
    async with city.house.database.writing() as session, session.begin():
        case = await _called(session, reference)
        for name, value in columns.items():
            setattr(case, name, value)


async def is_answered(city: City, reference: str, words: str, by: int) -> None:
    """Have a member of staff answer."""
    assert city.house is not None
    async with city.house.database.writing() as session, session.begin():
        case = await _called(session, reference)
        case.first_answer_at = case.first_answer_at or city.clock.now()
        await note_down(session, case, Side.STAFF, Said(words), city.clock.now(), author_id=by)


async def case_of(city: City, reference: str) -> Case:
    """A case as it is stored."""
    assert city.house is not None
    async with city.house.database.reading() as session:
        return await _called(session, reference)


async def _called(session: Any, reference: str) -> Case:
    named = reference_in(reference)
    assert named is not None, reference
    case = await case_called(session, named)
    assert case is not None, reference
    return case
