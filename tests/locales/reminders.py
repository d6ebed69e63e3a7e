"""Reminders of deadlines, with every deadline of the shipped law and what their keys lead to."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

from models import Case
from services.law.law import Law

CHINESE = "zh-Hans"


def reminder_values(now: datetime, names: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The messages with their values; `names` are those of unions."""
    law, due_on, case = Law.load(Path()), now.date() + timedelta(days=400), Case(letter="L", number=987_654_321)
    for rule in law.rules():
        deadline = law.deadline(rule, due_on)
        assert deadline is not None
        urgency = law.urgent(deadline)
        values = {
            "reference": case.reference, "due_on": due_on, "short": deadline.short[CHINESE],
            "ask": deadline.ask[CHINESE], "say": urgency.say[CHINESE] if urgency else "",
            "help": urgency.help[CHINESE] if urgency else "", "source": deadline.source[CHINESE],
        }  # fmt: skip
        for template, days_left in product(("30", "7", "1", "employer"), (30, 2, 1, 0)):
            yield f"legal-reminder-{template}", {**values, "days_left": days_left}
    yield "legal-filed", {"case": case}
    yield "legal-stopped", {"case": case, "due_on": due_on}
    yield from (("legal-looked", {"case": case, "union": name}) for name in names)
    yield from (("desk-deadline", {"is_filed": each, "due_on": due_on, "days_left": 30}) for each in (True, False))
