"""Steps: what a stranger may try, each a few actions on the controls, done on the server one after the other.

A step is {"title": {language: words}, "look": {language: words}, "actions": [{"verb": ..., "order": {...}}, ...]}, an
order being one that this verb takes. The clock is also told {"weekday": 5, "at": "06:20+08:00"}: the next such moment.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, time, timedelta
from inspect import isawaitable
from typing import Any, Final

from playground.memory.state import State
from playground.phones.phone import Phone

Json = dict[str, Any]

CLOCK_READ_SECONDS: Final = 1.2
"""A bot reads the clock each second: what is sent before it has would be answered by the old time."""
ANSWER_SECONDS: Final = 5.0
"""So long a person waits for an answer before they do the next thing."""


class Steps:
    """The steps on offer; `verbs` are the controls, `phone_of` finds the phone that an order is for."""

    def __init__(
        self, state: State, verbs: Mapping[str, Callable[[Json], Any]], phone_of: Callable[[Json], Phone]
    ) -> None:
        """None are offered yet."""
        self._state = state
        self._verbs = verbs
        self._phone_of = phone_of
        self._steps: list[Json] = []
        self._taking = asyncio.Lock()

    def offer(self, order: Json) -> Json:
        """What is on offer; {"steps": [...]} offers others."""
        self._steps = list(order.get("steps", self._steps))
        return {"steps": self._steps}

    async def take(self, order: Json) -> Json:
        """Do all that a step says: {"number": its place in the list, from 0}. Two at once go one after the other."""
        number = int(order["number"])
        if not 0 <= number < len(self._steps):
            raise LookupError(f"there is no step {number}")
        async with self._taking:
            for action in self._steps[number]["actions"]:
                await self._act(action["verb"], dict(action.get("order", {})))
        return {"number": number}

    async def _act(self, verb: str, order: Json) -> None:
        if verb == "phone":
            await self._act_by_phone(order)
        else:
            await self._does(verb, await self._told(order) if verb == "clock" else order)
        if verb == "clock":
            await asyncio.sleep(CLOCK_READ_SECONDS)

    async def _act_by_phone(self, order: Json) -> None:
        """Let a person do something and look at the answer, if it is anything that the bot hears of."""
        phone = self._phone_of(order)
        looking, before = phone.in_chat(phone.chat), self._state.updates.next_id
        await self._does("phone", order)
        if self._state.updates.next_id > before:
            with suppress(TimeoutError):  # on a bad day nothing may come
                await looking.reads(ANSWER_SECONDS)

    async def _told(self, order: Json) -> Json:
        """The clock's order with the moment in place of the weekday."""
        if "weekday" not in order:
            return order
        weekday, at = int(order.pop("weekday")), time.fromisoformat(order.pop("at"))
        now = datetime.fromisoformat((await self._does("clock", {}))["now"])
        return order | {"now": next_moment(now, weekday, at).isoformat()}

    async def _does(self, verb: str, order: Json) -> Any:
        done = self._verbs[verb](order)
        return await done if isawaitable(done) else done


def next_moment(now: datetime, weekday: int, at: time) -> datetime:
    """The first moment after `now` that is this weekday (1 is Monday) at this time; both know their zone."""
    here = now.astimezone(at.tzinfo)
    days = (weekday - here.isoweekday()) % 7
    moment = datetime.combine(here.date() + timedelta(days=days), at)
    return moment if moment > here else moment + timedelta(days=7)
