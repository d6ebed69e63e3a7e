"""What is read around a case, with what a hard day puts into it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from markupsafe import Markup

from models import CaseState, Role
from tests.locales.legal import TOLD

QUOTES = (Markup("师傅，插座烧了，<b>今天</b>来换。&lt;3"), Markup())
TOASTS = ("desk-cannot", "desk-yours", "desk-is-over", "desk-in-private")
PLAIN = (
    "complaint-withdrawn", "case-added", "case-closed-reply", "case-over", "desk-open-private", "desk-wait",
    "desk-close", "desk-left", "desk-not-sent", "desk-only-private", "desk-no-such-kind",
    "desk-not-yours", "desk-outside", "desk-outside-yes", "desk-outside-no", "desk-replies", "legal-handed",
    "legal-kept", "desk-unsent",
)  # fmt: skip


def case_values(now: datetime, names: tuple[str, ...]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The messages with their values; `now` is local, `names` are those of people, unions and things."""
    for template in (*TOASTS, *PLAIN):
        yield template, {"reference": "A123456789"}
    for name in names:
        known = {"reference": "A123456789", "union": name, "now": now}
        yield "complaint-progress", {**known, "at": now}
        yield "case-passed", {**known, "due": now + timedelta(days=9)}
        for is_here, hotline in product((True, False), ("12351", "")):
            yield "case-papers", {**known, "quote": QUOTES[0], "is_here": is_here, "hotline": hotline}
        who = {"reference": "L17", "who": name, "at": now, "now": now}
        yield from ((template, who) for template in ("desk-taken", "desk-take-over", "desk-has-it"))
        yield from (("desk-waits", {"reference": "L17", "what": what}) for what in (name, ""))
        yield from _talk(name, now)
        yield from _passed(name, now)


def _talk(name: str, now: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
    for quote, (part, parts), flag in product(QUOTES, ((1, 1), (1, 2), (2, 2)), (True, False)):
        said = {"reference": "L3", "quote": quote, "part": part, "parts": parts}
        answer = {**said, "union": name, "hotline": "12351" if flag else ""}
        yield "case-answer", answer
        yield (
            "legal-answer",
            {**answer, "name": name, "role": Role.LAWYER if flag else Role.CASEWORKER, "is_lawyer": flag},
        )
        yield "desk-said", {**said, "who": name, "side": "worker" if flag else "staff", "is_changed": flag}
        yield "desk-page", {
            **said, "subject": "东西坏了", "is_urgent": flag, "who": "师傅#17", "filed": now,
            "place": name if flag else "", "told": TOLD[part] if flag else None,
            "due": now + timedelta(days=1), "now": now,
        }  # fmt: skip
    yield "case-changed", {"reference": "A17", "quote": QUOTES[0]}


def _passed(name: str, now: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
    who = {"reference": "A123456789", "who": name, "old": name, "union": name, "body": name, "text": name}
    for template in (
        "desk-came", "desk-went", "desk-given", "desk-outside-asked", "desk-asked-outside", "legal-handover",
        "desk-sent",
    ):  # fmt: skip
        yield template, who
    yield from (("desk-pass", {"reference": "A17", "is_alone": flag}) for flag in (True, False))
    for state, flag in product(CaseState, (True, False)):
        taker = name if flag else ""
        lines = [("A17", "东西坏了", state, taker, now + timedelta(days=9), flag)] * 8
        yield "desk-list", {"lines": lines, "count": 99, "now": now}
        yield "desk-case", {
            "reference": "A17", "subject": "东西坏了", "is_urgent": flag, "union": name, "state": state,
            "is_private": flag, "who": "师傅#17", "taker": taker, "first_due": now, "has_answer": flag,
            "done_due": now, "now": now,
        }  # fmt: skip
    yield "desk-list", {"lines": [], "count": 0, "now": now}
