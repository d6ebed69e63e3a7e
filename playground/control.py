"""Control: the playground driven from another process."""

from typing import TYPE_CHECKING

from aiohttp import web

from playground.ledger import Call

if TYPE_CHECKING:
    from playground.playground import Playground


class Control:
    """Answers under /playground/."""

    def __init__(self, playground: "Playground") -> None:
        self._playground = playground

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Do what another process wants."""
        return web.json_response({"ok": True})

    def notice(self, call: Call) -> None:
        """Hear of a call that took effect."""

    async def stop(self) -> None:
        """End what still runs."""
