"""What a worker reads of their cases, with what a hard day puts into it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from models import Case, CaseDeadline, CaseKind, CaseState
from services.cases.closing import REPAIRS, Face, Verdict
from services.cases.digest import Line, Morning
from services.cases.mine import Mine


def my_case_values(now: datetime, names: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The messages with their values; `now` is local, `names` are those of stations, unions and people."""
    paused = [{"name": "法律援助", "at": 4, "of": 9}]
    seen = [*_seen(now, names)]
    for some in (seen[:1], seen[:5]):
        cases = [(each, "缺水缺东西") for each in some]
        yield "cases", {"cases": cases, "paused": paused, "count": 99_999}
    yield from (("cases-none", {"cases": [], "paused": some, "count": 0}) for some in ([], paused))
    ages_ago = now - timedelta(days=400)
    said = [(ages_ago, True, "长" * 30, "photo"), (now, False, "<3 & </b>", ""), (now, True, "", "voice")]
    dates = (now.date() - timedelta(days=9), now.date() + timedelta(days=400))
    claims = [CaseDeadline(rule="claim", due_on=each) for each in dates]
    deadlines = list(product(claims, ("", "the employer's 30 days to report the injury")))
    for mine in seen:
        yield "case", {"mine": mine, "subject": "缺水缺东西", "said": said, "deadlines": deadlines}
        yield "case", {"mine": mine, "subject": "缺水缺东西", "said": [], "deadlines": []}
    case = seen[0].case
    yield from (("case-add", {"case": each}) for each in (case, Case(letter="L", number=3, kind=CaseKind.LEGAL_AID)))
    for name in names:
        yield "case-reveal", {"case": case, "name": name}
        yield "desk-revealed", {"is_shown": True, "name": name}
    yield from (("desk-revealed", {"is_shown": each, "name": ""}) for each in (True, False))
    yield from _clocks(now, names)
    yield from _closing(now, names)
    yield from _mornings(now, names)


def _clocks(now: datetime, names: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is said when a clock rings."""
    for name, has_answer, due in product(("", *names), (True, False), (now, now + timedelta(days=400))):
        called = {"reference": "A987654321", "due": due, "now": now, "has_answer": has_answer}
        yield "desk-nudge", {**called, "taker": name, "taker_id": 1}
        yield "desk-late", called
        yield from ((template, {**called, "union": name}) for template in ("desk-alarm", "complaint-late"))
    for name in names:
        yield from ((each, {"reference": "A987654321", "union": name}) for each in ("desk-came-up", "desk-went-up"))


def _closing(now: datetime, names: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is said when a case ends."""
    called = {"reference": "A987654321", "now": now}
    for category, flag in product(REPAIRS, (True, False)):
        for at in (now, now - timedelta(days=400)):
            yield "complaint-repaired", {**called, "category": category, "at": at, "has_photo": flag}
    for name, flag in product(names, (True, False)):
        yield "complaint-reopened", {**called, "union": name, "due": now + timedelta(days=400), "is_up": flag}
    yield from (("case-rated", {**called, "face": face}) for face in Face)
    yield from (("desk-ended", {**called, "is_asked": flag}) for flag in (True, False))
    yield from (("desk-verdict", {**called, "verdict": verdict}) for verdict in (*Verdict, ""))
    plain = ("complaint-half", "complaint-silent", "case-rating", "desk-photo", "desk-rated", "desk-not-mended")
    for template in (*plain, "follower-closed"):
        yield template, called


def _mornings(now: datetime, names: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What desks read in the morning."""
    kinds, rated = Counter(str(kind) for kind in CaseKind), Counter(str(face) for face in Face)
    ages_ago = now - timedelta(days=400)
    for name, number in product(names, (0, 1, 9)):
        lines = [Line("A987654321", ages_ago, taker) for taker in ("", name)] * number
        new = kinds if number else Counter[str]()
        morning = Morning(name, now, ages_ago, lines, lines, new, number, number, number, rated)
        yield "desk-digest", {"morning": morning, "now": now}
    yield "desk-exported", {"count": 99_999, "first": ages_ago.date(), "last": now.date()}


def _seen(now: datetime, names: Sequence[str]) -> Iterator[Mine]:
    """A case as its worker may see it, in every state."""
    late, soon = now - timedelta(days=400), now + timedelta(days=400)
    for state, name, due, is_followed in product(CaseState, names, (late, soon), (True, False)):
        case = Case(
            letter="A", number=987_654_321, kind=CaseKind.COMPLAINT, state=state, done_due_at=soon, first_due_at=due,
            revealed=name,
        )  # fmt: skip
        answered = late if due == soon else None
        yield Mine(case, name, name, is_followed, due, name, answered, late, soon.date(), now)
        yield Mine(case, name, "", is_followed, due, name, None, late, None, now)
