"""What is read around a complaint, with what a hard day puts into it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from handlers.complain.outline import PLATFORM, TROUBLES
from models import Case
from services.cases.gathered import Told

Values = dict[str, Any]
NOTHING = Told("", 0, 0, 0, 0, is_hurt=False)
EVERYTHING = Told("微波炉不通电<b>还冒烟</b>" * 99, 10, 5, 10, 10, is_hurt=True)


def complaint_values(now: datetime, names: Sequence[str]) -> Iterator[tuple[str, Values]]:
    """Every message, by its template."""
    for union, hotline in (("", ""), *((name, "0000-88000312转801") for name in names)):
        notice = {"union": union, "hotline": hotline, "version": 12, "dated": now.date()}
        yield "consent-case", {"days": 365, **notice}
    yield "form-full", {"files": 10, "characters": 4_000}
    yield from ((name, {"reference": "A123456"}) for name in ("case-edited", "case-withdraw", "case-left"))
    yield from (("unknown-text-case", {"text": text}) for text in (*names, "长" * 4096))
    yield from (("unknown-photo", {"is_album": is_album}) for is_album in (True, False))
    yield "complain-enough", {"most": 5}
    yield from (("complain-elsewhere", {"topic": topic}) for topic in ("legal", "policy"))
    yield from _questions(now, names)
    for name in names:
        times = {"first": now + timedelta(hours=3), "done": now + timedelta(days=300), "now": now}
        for host, above in product(("", name), repeat=2):
            yield "complain-receipt", {"reference": "A123456", "host": host, "union": name, "above": above, **times}
    for is_mine in (True, False):
        yield "complain-joined", {"reference": "A123456", "workers": 12_345, "is_mine": is_mine}


def _questions(now: datetime, names: Sequence[str]) -> Iterator[tuple[str, Values]]:
    for told in (NOTHING, EVERYTHING):
        yield "complain-category", {"told": told}
        for category, name, why in product((*TROUBLES, PLATFORM), ("", *names), ("", "card", "went", "near", "place")):
            values = {"station": name, "why": why, "went_at": now - timedelta(days=1), "told": told, "now": now}
            for proposed in ("", category):
                yield "complain-check", {"answers": {"category": category, "proposed": proposed}, **values}
    for name, stations in product(("", *names), ([], [[1, "红旗路驿站", ""]])):
        yield "complain-at", {"answers": {"stations": stations, "missed": name}, "told": told}
    for name, is_mine, closed_at in product(names, (True, False), (None, now)):
        same = {"alike": Case(letter="A", number=123_456), "is_mine": is_mine, "workers": 12_345, "filed_at": now}
        times = {"due": now + timedelta(days=2), "closed_at": closed_at, "now": now}
        yield "complain-same", {"station": name, "answers": {"category": "supplies"}, **same, **times}
