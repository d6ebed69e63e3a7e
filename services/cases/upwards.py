"""Upwards: a case that one union did not see through goes to the one above it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from locales import locale
from models import Case, Side, Union
from services.cases import course
from services.cases.bell import call_people
from services.cases.filing import Targets
from services.cases.placing import is_in_private
from services.cases.talk import Said, note_down
from services.cases.telling import Speech
from services.delivery.parcel import Parcel


async def move_up(
    session: AsyncSession, case: Case, above: Union, rules: Targets, speech: Speech, now: datetime
) -> list[Parcel]:
    """Have the union above answer for a case; there it says whence it came, and who had it in private hears so."""
    below, taker = await session.get_one(Union, case.union_id), case.taken_by
    was_in_private = await is_in_private(session, case)
    await course.hand_over(session, case, above, rules, None, now)
    words = locale(speech.language).render("desk-came-up", reference=case.reference, union=below.name)
    await note_down(session, case, Side.BOT, Said(words), now)
    people = [taker] if taker and was_in_private else []
    return await call_people(session, people, "desk-went-up", speech, now, reference=case.reference, union=above.name)
