"""A bot's bare hands: calls of the Bot API over HTTP."""

from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession

Json = dict[str, Any]


@dataclass
class Bot:
    """Calls the playground as a bot would."""

    url: str
    token: str
    session: ClientSession

    async def calls(self, method: str, **parameters: Any) -> Json:
        """Call with JSON and return the whole answer."""
        async with self.session.post(f"{self.url}/bot{self.token}/{method}", json=parameters) as response:
            answer: Json = await response.json()
            assert response.status == (200 if answer["ok"] else answer["error_code"])
            return answer

    async def does(self, method: str, **parameters: Any) -> Any:
        """Call something that must succeed and return its result."""
        answer = await self.calls(method, **parameters)
        assert answer["ok"], answer
        return answer["result"]

    async def is_refused(self, method: str, **parameters: Any) -> str:
        """Call something that must be refused and return the description."""
        answer = await self.calls(method, **parameters)
        assert not answer["ok"], answer
        return str(answer["description"])

    async def orders(self, verb: str, **what: Any) -> Any:
        """Tell the playground something, as a page does, and return what it says."""
        async with self.session.post(f"{self.url}/playground/{verb}", json=what) as response:
            return await response.json()
