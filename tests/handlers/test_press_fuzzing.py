"""Any data under any key, from anybody, anywhere: nothing breaks, and nobody gets a right by it."""

import re
from collections.abc import AsyncIterator
from typing import Any, Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import select
from telegram.ext import CallbackQueryHandler

from handlers import HANDLERS
from handlers.start import OUTLINE
from models import StaffMember, Union
from playground.phones.phone import Phone
from services.forms.outline import Deed
from tests.city import City
from tests.crowd import Crowd, crowd_in
from tests.fuzzing import TRIED, fuzzed
from tests.handlers.staff import hire

PATTERNS: Final[list[re.Pattern[str]]] = [
    handler.pattern
    for handler in HANDLERS
    if isinstance(handler, CallbackQueryHandler) and isinstance(handler.pattern, re.Pattern)
]
EXTREMES: Final = [
    "full:999999999999999999:wtm7s1xyz", "full:4294967296:wtm7s1xyz", "full:999999999:wtm7s1xyz", "photo:4294967296",
    "go:999999999999999999:zzzzzzzzz:abcdefghijklmnoz", "photo:999999999999999999", "photo:999999999", "photo:0",
    "bind:9999999999", "bind:999999999", "bind:0", "bind:1", "near:000000000:99:abcdefghijklmnoz", "near:zzzzzzzzz:96",
    "f:start:9999999999:taxi", "f:start:0:back", "f:nobody:1:x", f"join:yes:{'f' * 40}", "\x00", "\ud800", "x" * 64,
    "𠮷" * 16, "near:wtm7s1xyz:٣", "bind:١", "near:wtm7s1xyz:0\n",
]  # fmt: skip
WORDS = [*Deed, *(step.name for step in OUTLINE.steps), "taxi", "courier", "ebike", "walk"]
FORMS = st.builds("f:start:{}:{}".format, st.integers(0, 9_999_999_999), st.sampled_from(WORDS))
KNOWN = st.one_of(*(st.from_regex(pattern) for pattern in PATTERNS), FORMS, st.sampled_from(EXTREMES))


@st.composite
def nearly(draw: st.DrawFn) -> str:
    """What a key carries, with one character too many, too few or another."""
    data: str = draw(KNOWN)
    at = draw(st.integers(0, len(data)))
    return (
        data[:at]
        + draw(st.sampled_from(["", ":", "0", "z", "-", "\x00", "٣", "\ud83d", " "]))
        + data[at + draw(st.booleans()) :]
    )


WHO: Final = ("stranger", "worker", "caseworker", "keeper", "admin", "anonymous", "channel")
WHERE: Final = ("private", "desk", "gone")
HIDDEN: Final = {"anonymous": 1_087_968_824, "channel": 136_817_688}
PRESSES = st.tuples(KNOWN | nearly(), st.sampled_from(WHO), st.sampled_from(WHERE))


@pytest.fixture
async def crowd(quiet_city: City) -> AsyncIterator[Crowd]:
    """People who press anything at all."""
    async with crowd_in(quiet_city) as crowd:
        yield crowd


def press(phone: Phone, data: str, who: str, where: str) -> dict[str, Any]:
    """An update with this press, under a message in private, in the desk, or under one long gone."""
    account = phone.person.account | ({"id": HIDDEN[who]} if who in HIDDEN else {})
    desk = {"id": -phone.person.id, "type": "supergroup", "title": "办事群", "is_forum": True}
    card = {
        "message_id": 5,
        "date": 0 if where == "gone" else 1_784_010_000,
        "chat": desk if where == "desk" else phone.chat.face,
    }
    query = {"id": str(phone.person.id), "from": account, "chat_instance": "8", "data": data}
    return {"callback_query": query | {"message": card}}


@fuzzed(20, talks=True)
@given(presses=st.lists(PRESSES, min_size=1, max_size=12))
@example(presses=[(data, who, where) for data in EXTREMES for who in ("worker", "admin") for where in WHERE[:2]])
async def test_no_press_breaks_anything_or_gives_anybody_a_right(
    crowd: Crowd, presses: list[tuple[str, str, str]]
) -> None:
    phones = crowd.gathers(len(presses))
    for phone, (_, who, _) in zip(phones, presses, strict=True):
        if who in ("caseworker", "keeper", "admin"):
            await hire(crowd.city, phone, who, "鹿城区")
        if who == "worker":
            await phone.types("/start")
    numbers = await crowd.sends({phone: press(phone, *each) for phone, each in zip(phones, presses, strict=True)})
    TRIED["presses"] += len(presses)
    await crowd.is_well(numbers)
    assert [letter.traceback for letter in await crowd.letters(numbers)] == []
    await nobody_rose(crowd.city, {phone.person.id: who for phone, (_, who, _) in zip(phones, presses, strict=True)})


async def nobody_rose(city: City, roles: dict[int, str]) -> None:
    """Those who had no role have none, and only an admin's group is a desk."""
    async with city._house.database.reading() as session:
        staff = await session.scalars(select(StaffMember).where(StaffMember.telegram_id.in_(roles)))
        desks = await session.scalars(select(Union.desk_chat_id).where(Union.desk_chat_id.in_([-one for one in roles])))
        assert all(member.role == roles[member.telegram_id] for member in staff)
        assert all(roles[-desk] == "admin" for desk in desks if desk)
