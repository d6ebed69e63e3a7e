"""The window: the due deliveries of one lane that the courier knows of; the rest waits in the database."""

from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from typing import Any, Final

from services.delivery.parcel import Parcel

SIZE: Final = 200
PAID_SIZE: Final = 1_000  # a second's worth
OF_ONE_CHAT: Final = 3  # who asks a thousand times would else fill the window, and everybody waited behind them
QUERIES: Final = 5

Find = Callable[[int, Sequence[int], Collection[int]], Awaitable[Sequence[Any]]]


class Window:
    """Parcels by age. What does not fit is left in the database, and so is what would overtake it."""

    def __init__(self, size: int = SIZE) -> None:
        """Nothing is known yet, so the database may hold anything."""
        self.size = size
        self.is_behind = True  # the database may hold what is not here, of any chat
        self._parcels: dict[int, Parcel] = {}
        self._of_chat: Counter[int] = Counter()
        self._crowded: set[int] = set()  # chats of which the database may hold more
        self._arrived: list[Parcel] | None = None  # while it is read what the database holds

    def __len__(self) -> int:
        """How many are here."""
        return len(self._parcels)

    def __iter__(self) -> Iterator[Parcel]:
        """The parcels here, oldest first."""
        return iter(self._parcels.values())

    def has_nothing_of(self, chat_id: int) -> bool:
        """Whether nothing waits for this chat, neither here nor in the database."""
        return not (self.is_behind or chat_id in self._of_chat or chat_id in self._crowded)

    def add(self, parcel: Parcel) -> None:
        """Keep a parcel that was committed just now, if nothing older could be overtaken by it."""
        if self._arrived is not None:
            self._arrived.append(parcel)
        elif not self.is_behind:
            self._keep(parcel)

    def remove(self, parcel: Parcel) -> None:
        """It waits no longer."""
        if self._parcels.pop(parcel.id, None):
            self._of_chat[parcel.chat_id] -= 1
            if not self._of_chat[parcel.chat_id]:
                del self._of_chat[parcel.chat_id]

    def clear(self) -> None:
        """Know nothing again."""
        self.is_behind = True
        self._parcels.clear()
        self._of_chat.clear()
        self._crowded.clear()

    def set_aside(self, chat_id: int) -> None:
        """Leave all of a chat's in the database, until a look takes it in again from its oldest."""
        for parcel in [parcel for parcel in self if parcel.chat_id == chat_id]:
            self.remove(parcel)
        self._crowded.add(chat_id)

    async def look(self, find: Find, aside: Collection[int]) -> None:
        """Take in what the database holds, but for the chats set `aside`.

        `find(limit, ids, chats)` gives the oldest but for those ids and chats.
        """
        self._arrived = []
        try:
            found, crowded, is_behind = await self._read(find, aside)
            self._crowded, self.is_behind = crowded, is_behind
            for parcel in found:
                self._put(parcel)
            for parcel in [] if is_behind else self._arrived:
                self._keep(parcel)
            self._parcels = dict(sorted(self._parcels.items()))
        finally:
            self._arrived = None

    async def _read(self, find: Find, aside: Collection[int]) -> tuple[list[Parcel], set[int], bool]:
        """What to take in, the chats of which there is more, and whether there is more of any chat."""
        found: dict[int, Parcel] = {}
        of_chat = self._of_chat.copy()
        crowded = {chat_id for chat_id, number in of_chat.items() if number >= OF_ONE_CHAT}.union(aside)
        for _ in range(QUERIES):
            room = self.size - len(self) - len(found)
            if not room:
                break
            rows = await find(room, [*self._parcels, *found], crowded)
            for row in rows:
                of_chat[row.chat_id] += 1
                if of_chat[row.chat_id] > OF_ONE_CHAT:
                    crowded.add(row.chat_id)
                else:
                    found[row.id] = Parcel.of(row)
            if len(rows) < room:
                return list(found.values()), crowded, False
        return list(found.values()), crowded, True

    def _keep(self, parcel: Parcel) -> None:
        if parcel.id in self._parcels:
            return
        if self._of_chat[parcel.chat_id] >= OF_ONE_CHAT or parcel.chat_id in self._crowded:
            self._crowded.add(parcel.chat_id)
        elif len(self) >= self.size:
            self.is_behind = True
        else:
            self._put(parcel)

    def _put(self, parcel: Parcel) -> None:
        self._parcels[parcel.id] = parcel
        self._of_chat[parcel.chat_id] += 1
