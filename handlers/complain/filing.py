"""Filing: a complaint is sent, or joined to the case of somebody with the same trouble."""

from handlers.coming_in import A_DAY, why_not
from handlers.complain.placing import station_in
from handlers.context import Context
from handlers.desk.door import speech_of
from handlers.keyboards import inline, main_keyboard, press
from models import Case, CaseKind, CaseState, Station, Union
from services.cases.alike import workers_with
from services.cases.conversation import hear
from services.cases.course import reopen
from services.cases.filing import Filing, file_case
from services.cases.followers import follow
from services.cases.gathered import said_in
from services.cases.references import case_in
from services.cases.responsible import union_above
from services.forms.outline import Answers


async def file_it(context: Context, answers: Answers) -> bool:
    """File it and say the receipt on the card; where that cannot be now, say why, and give False."""
    refused = await why_not(context, CaseKind.COMPLAINT)
    if refused:
        context.say(refused, main_keyboard(context.words), most=A_DAY)
        return False
    chosen = station_in(answers)
    station = await context.session.get(Station, chosen[0]) if chosen else None
    kept = context.worker.area if context.worker else ""
    filing = Filing(
        CaseKind.COMPLAINT, context.person_id, (station and station.adcode) or answers.get("district") or kept,
        category=answers["category"], station_id=station.id if station else None, said=said_in(answers.get("said", ())),
    )  # fmt: skip
    case = await file_case(context.session, filing, context.services.desk, context.now)
    await _say_receipt(context, case, station)
    return True


async def _say_receipt(context: Context, case: Case, station: Station | None) -> None:
    union = await context.session.get_one(Union, case.union_id)
    above = await union_above(context.session, case.union_id, case.kind)
    zone, word = context.services.zone, context.words.word
    keys = inline([
        press(word("button", "progress"), f"case:see:{case.reference}"),
        press(word("button", "take_back"), f"case:withdraw:{case.reference}"),
    ])  # fmt: skip
    context.show(
        "complain-receipt", keys, reference=case.reference, host=station.host if station else "", union=union.name,
        above=above.name if above else "", first=case.first_due_at.astimezone(zone),
        done=case.done_due_at.astimezone(zone), now=context.local_now,
    )  # fmt: skip


async def join(context: Context, answers: Answers) -> None:
    """Follow the case that is the same, and add what was said here; one's own is only added to."""
    case = await case_in(context.session, answers["alike"])
    if case is None:
        context.show("form-dropped")
        return
    session, person, rules, now = context.session, context.person_id, context.services.desk, context.now
    await follow(session, case, person, now)
    if case.state == CaseState.CLOSED:
        await reopen(session, case, rules, now)
    for said in said_in(answers.get("said", ())):
        context.owed += (await hear(session, case, said, person, rules, speech_of(context), now)).parcels
    keys = inline([press(context.words.word("button", "progress"), f"case:see:{case.reference}")])
    context.show(
        "complain-joined", keys, reference=case.reference, workers=await workers_with(context.session, case),
        is_mine=case.worker_id == context.person_id,
    )  # fmt: skip
