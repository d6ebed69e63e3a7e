"""What staff and workers read around an announcement, with what a hard day puts into it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from models import BroadcastState
from services.broadcasts.content import Flaw
from services.broadcasts.progress import Accounts
from services.broadcasts.ruling import Ruling

MANY = Accounts(*([1_000_000] * 9))
MOST: dict[str, Any] = {"number": 1_000_000, "count": 1_000_000, "hushed": 99_999, "blocked": 99_999, "seconds": 36_061}
FEW: dict[str, Any] = {"number": 1, "count": 0, "hushed": 0, "blocked": 0, "seconds": 1}


def announcement_values(now: datetime, names: tuple[str, ...]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The messages with their values; `now` is local, `names` are those of people and stations."""
    later = now + timedelta(days=1)
    times = [
        {"now": now, "starts": starts, "expires": later, "quiet_until": quiet}
        for starts, quiet in product((None, now, later), (None, later))
    ]
    for numbers, when, name in product((MOST, FEW), times, names):
        whom = [name[:13], "外卖跑腿", "通知"]
        yield "broadcast-preview", {**numbers, **when, "whom": whom, "above": 500 if numbers is MOST else None}
        yield "broadcast-approve", {**numbers, **when, "whom": whom, "author": name}
        yield "broadcast-asked", {**numbers, **when, "names": [name, name]}
        yield "whom-check", {**numbers, "whom": whom, "is_unknown": numbers is MOST}
    yield "broadcast-asked", {**MOST, **times[0], "names": []}
    yield from _said_by_somebody(now, later, names)
    yield from _under_way(now)
    yield from _afterwards()
    for flaw in Flaw:
        yield "broadcast-refused", {"flaw": flaw, "number": 4096, "most": 1024}
    for content, draft in ((None, None), ("{}", None), ("{}", 17)):
        yield "broadcast-content", {"content": content, "draft": draft}
    for ruling in (Ruling.OWN, Ruling.NOBODY, Ruling.NOBODY_TO_ASK, Ruling.MORE_THAN_A_SLIP, Ruling.EXPIRED):
        yield "broadcast-cannot", {"ruling": ruling}


def _said_by_somebody(now: datetime, later: datetime, names: tuple[str, ...]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, state in product(("", *names), BroadcastState):
        yield "broadcast-twice", {"number": 17, "state": state, "who": name, "at": now if name else None, "now": now}
    for name, flag in product(names, (True, False)):
        yield "broadcast-agreed", {"who": name, "number": 17, "is_urgent": flag}
        yield "broadcast-returned", {"who": name, "number": 17}
        yield "broadcast-hurry", {"author": name, "number": 17, "starts": later, "now": now}
        yield "broadcast-hurried", {"names": [name, name]}
        yield "broadcast-undone", {"who": name, "number": 17}
        yield "broadcast-undo", {**MOST, "starts": later, "expires": later, "now": now, "is_soon": flag}
    yield "broadcast-saved", {"number": 17}
    yield "broadcast-late", {"starts": later, "expires": now, "now": now}
    yield "broadcast-past", {"starts": now, "expires": later, "now": now}


def _afterwards() -> Iterator[tuple[str, dict[str, Any]]]:
    for template in ("mend-words", "mended-sure", "mended-done", "correct-words", "withdraw-done"):
        yield template, {"number": 1_000_000}
    for old in (0, 1_000_000):
        yield "withdraw-sure", {"number": 1_000_000, "answers": {"young": 1_000_000, "old": old}}
    telegrams = "failed Bad Request: can't parse entities: Unsupported start tag"
    for reasons, amendments, uncertain in (
        ([], [], 0),
        ([(telegrams, 1_000_000), ("屏蔽了机器人", 1)], [(True, MANY), (False, Accounts())], 3),
    ):
        told = {"number": 1_000_000, "reasons": reasons, "amendments": amendments, "uncertain": uncertain}
        yield "broadcast-reasons", told


def _under_way(now: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
    for accounts, flag in product((MANY, Accounts(), Accounts(uncertain=3)), (True, False)):
        told = {"number": 17, "accounts": accounts}
        yield "broadcast-progress", {**told, "is_paused": flag, "seconds": 0 if flag else 36_061}
        yield "broadcast-result", {**told, "finished": now, "is_stopped": flag}
        yield "broadcast-stopped", {**told, "now": now}
