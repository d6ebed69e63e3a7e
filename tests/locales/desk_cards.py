"""What staff read of a case at one look, with what a hard day puts into it."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import product
from typing import Any

from markupsafe import Markup

from models import CaseState


def desk_card_values(now: datetime, names: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The messages with their values; `now` is local, `names` are those of stations, unions and people."""
    yield "desk-remade", {"reference": "A123456789"}
    yield "desk-blocked", {"reference": "A17", "name": "李敏", "at": now}
    for name in names:
        yield "desk-group-lost", {"union": name}
        yield "desk-unheard", {"reference": "L3", "name": name}
        yield from (("desk-undelivered", {"reference": "A17", "name": name, "at": now, "state": state})
                    for state in ("uncertain", "expired"))  # fmt: skip
        for state, flag, quote in product(CaseState, (True, False), (Markup("微波炉<b>不通电</b>&lt;3"), Markup())):
            card = _card(now, name, state, quote, flag=flag)
            yield "desk-complaint", card
            yield "desk-legal", {**card, "reference": "L123456789"}


def _card(now: datetime, name: str, state: CaseState, quote: Markup, *, flag: bool) -> dict[str, Any]:
    return {
        "reference": "A123456789", "subject": "缺水缺东西", "is_urgent": flag, "place": name[:14],
        "code": "D0127" if flag else "", "host": "城管局" if flag else "", "union": name, "worker": "师傅#123456789",
        "revealed": name if flag else "", "occupation": "food_delivery" if flag else "", "filed_at": now,
        "others": 3 if flag else 0, "quote": quote, "files": {"photo": 2, "voice": 1, "video": 1} if flag else {},
        "has_answer": flag, "first_due_at": now, "done_due_at": now, "state": state,
        "is_open": state in ("new", "taken", "waiting", "checking"), "taker": "李敏" if flag else "",
        "taken_at": now if flag else None, "unreachable_at": now if flag else None, "is_private": flag,
        "is_lost": flag, "went_to": "" if flag else name,
        "deadlines": [date(2026, 8, 9), date(2027, 7, 10)][: 2 * flag],
        "spoke_at": now if flag else None,
    }  # fmt: skip
