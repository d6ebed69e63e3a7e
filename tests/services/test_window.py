"""The window: few of each chat, oldest first, and nothing is overtaken by what the database still holds."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from models import Kind, Lane
from services.delivery.parcel import Parcel
from services.delivery.window import OF_ONE_CHAT, SIZE, Window

NOON = datetime(2026, 7, 14, 12, tzinfo=UTC)
ANA, BAO = 1, 2


def waiting(number: int, chat_id: int) -> Parcel:
    return Parcel(number, chat_id, Lane.REPLY, Kind.REPLY, "sendMessage", 0, 0, NOON, NOON)


class Shelf:
    """What the database holds."""

    def __init__(self, *parcels: Parcel) -> None:
        self.parcels = list(parcels)

    async def find(self, limit: int, ids: Sequence[int], chats: Collection[int]) -> list[Parcel]:
        await asyncio.sleep(0)
        rows = (one for one in self.parcels if one.id not in ids and one.chat_id not in chats)
        return sorted(rows, key=lambda one: one.id)[:limit]


async def test_before_the_first_look_nothing_goes_out_of_turn() -> None:
    window = Window()
    assert not window.has_nothing_of(ANA)
    await window.look(Shelf().find, ())
    assert window.has_nothing_of(ANA)


async def test_one_persons_thousand_questions_leave_room_for_the_others() -> None:
    window = Window()
    shelf = Shelf(*(waiting(n, ANA) for n in range(1000)), waiting(1000, BAO))
    await window.look(shelf.find, ())
    assert [one.id for one in window] == [*range(OF_ONE_CHAT), 1000]
    assert not window.is_behind
    assert not window.has_nothing_of(ANA)
    assert window.has_nothing_of(3)


async def test_what_came_just_now_does_not_overtake_what_the_database_holds() -> None:
    window = Window()
    shelf = Shelf(*(waiting(n, ANA) for n in range(10)))
    await window.look(shelf.find, ())
    for one in list(window):
        window.remove(one)
    window.add(waiting(99, ANA))
    assert list(window) == []
    shelf.parcels = [one for one in shelf.parcels if one.id >= OF_ONE_CHAT]
    await window.look(shelf.find, ())
    assert [one.id for one in window] == [3, 4, 5]


async def test_what_is_committed_during_a_look_is_not_forgotten() -> None:
    window = Window()
    shelf = Shelf(waiting(1, ANA))
    look = asyncio.create_task(window.look(shelf.find, ()))
    await asyncio.sleep(0)
    window.add(waiting(2, ANA))
    window.add(waiting(1, ANA))
    await look
    assert [one.id for one in window] == [1, 2]


async def test_a_chat_set_aside_begins_again_with_its_oldest() -> None:
    window = Window()
    await window.look(Shelf(waiting(2, ANA), waiting(3, ANA)).find, ())
    window.set_aside(ANA)
    window.add(waiting(4, ANA))
    shelf = Shelf(*(waiting(n, ANA) for n in (1, 2, 3, 4)))
    await window.look(shelf.find, {ANA})
    assert list(window) == []
    assert not window.has_nothing_of(ANA)
    await window.look(shelf.find, ())
    assert [one.id for one in window] == [1, 2, 3]


async def test_a_failed_look_leaves_the_window_open_for_the_next() -> None:
    async def fails(limit: int, ids: Sequence[int], chats: Collection[int]) -> list[Parcel]:
        raise OSError

    window = Window()
    try:
        await window.look(fails, ())
    except OSError:
        await window.look(Shelf(waiting(1, ANA)).find, ())
    assert [one.id for one in window] == [1]


@given(st.lists(st.integers(1, 6), max_size=600), st.integers(0, 600))
def test_everybody_gets_everything_in_order(chats: list[int], arrived_before: int) -> None:
    """Some wait in the database, others come while it is worked off; of each chat one at a time is taken."""
    parcels = [waiting(number, chat) for number, chat in enumerate(chats)]
    shelf, coming = Shelf(*parcels[:arrived_before]), parcels[arrived_before:]
    asyncio.run(_work_off(shelf, coming, parcels))


async def _work_off(shelf: Shelf, coming: list[Parcel], parcels: list[Parcel]) -> None:
    window, taken = Window(), []
    for _ in range(2000):
        for one in coming[:3]:
            shelf.parcels.append(one)
            window.add(one)
        del coming[:3]
        await window.look(shelf.find, ())
        assert len(window) <= SIZE
        seen: set[int] = set()
        for one in list(window):
            if one.chat_id not in seen:
                seen.add(one.chat_id)
                window.remove(one)
                shelf.parcels.remove(one)
                taken.append(one)
        if not shelf.parcels and not coming:
            break
    for chat in range(1, 7):
        assert [one.id for one in taken if one.chat_id == chat] == [one.id for one in parcels if one.chat_id == chat]
