"""Server: the HTTP face of the playground, on this machine only."""

import asyncio
import json
from typing import Any

from aiohttp import web

from playground.bot_api.methods import METHOD_NAMES, perform
from playground.bot_api.uploads import put_in, set_aside
from playground.http.bodies import read_parameters
from playground.http.browser import Browser
from playground.http.control import Control
from playground.http.strangers import refuse_strangers
from playground.http.weather import tell_the_weather, tells_the_weather
from playground.http.world import tell_of_the_world
from playground.memory.ledger import Call
from playground.memory.state import State
from playground.rules import faults
from playground.rules.refusals import Refusal, bad_request
from playground.rules.specification import Problem

Json = dict[str, Any]

HOST = "127.0.0.1"
LARGEST_CALL = 50 * 1024 * 1024
CUT = web.Response()
"""Returned where the connection is already gone."""
EMPTY = {"chat_id": "chat_id is empty", "text": "message text is empty"}


class Server:
    """Answers calls of the Bot API under /bot{token}/, is driven under /playground/, shows the page at /."""

    def __init__(self, state: State, control: Control, port: int = 0) -> None:
        self._state = state
        self._control = control
        self._browser = Browser(state, control.phone_of)
        self._port = port
        self._prefix = f"/bot{state.token}/"
        self._files = f"/file/bot{state.token}/"
        server = web.Server(self._handle, request_factory=_roomy_request, access_log=None)
        self._runner = web.ServerRunner(server, shutdown_timeout=0.2)
        self.url = ""

    async def start(self) -> None:
        """Listen; port 0 takes any that is free."""
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, self._port, backlog=1024).start()
        self.url = f"http://{HOST}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Let nobody wait any longer and stop listening."""
        self._state.is_closing = True
        self._state.updates.bell.ring()
        await self._runner.cleanup()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        try:
            refuse_strangers(request)
            if path.startswith(self._prefix):
                return await self._answer(path[len(self._prefix) :], request)
            if path.startswith(self._files):
                return self._hand_out(path[len(self._files) :])
            if path.startswith("/playground"):
                return await self._control.answer(request)
            if path == "/page/world":
                return await tell_of_the_world(self._state, request)
            if tells_the_weather(path):
                return tell_the_weather(self._state, request)
            if path == "/" or path.startswith("/page/"):
                return await self._browser.answer(request)
            if path.startswith(("/bot", "/file/bot")):
                raise Refusal(401, "Unauthorized")
            raise Refusal(404, "Not Found")
        except Refusal as refusal:
            return _json(refusal.answer(), refusal.code)
        except web.HTTPRequestEntityTooLarge as error:
            return _json(Refusal(error.status, "Request Entity Too Large").answer(), error.status)

    async def _answer(self, name: str, request: web.BaseRequest) -> web.StreamResponse:
        state = self._state
        method = METHOD_NAMES.get(name.lower())
        if method is None:
            raise _unknown_method(state, name)
        parameters, attached = set_aside(await read_parameters(request))
        read, problems = state.specification.read_call(method, parameters)
        call = state.ledger.open(method, read.get("chat_id"), put_in(read, attached) if attached else read)
        call.verdict = tuple(problems)
        try:
            return await self._play(call, request)
        except Refusal as refusal:
            call.outcome = f"{refusal.code} {refusal.description}"
            raise
        finally:
            state.ledger.close(call)

    def _hand_out(self, path: str) -> web.StreamResponse:
        """A file as it was sent."""
        return web.Response(body=self._state.files.open(path), content_type="application/octet-stream")

    async def _play(self, call: Call, request: web.BaseRequest) -> web.StreamResponse:
        state = self._state
        if state.settings.latency or state.settings.jitter:
            await self._be_late(state.settings.latency, state.settings.jitter)
        fault = state.faults.for_call(call.method, call.chat_id)
        if fault is None:
            return _json({"ok": True, "result": await self._perform(call)})
        return await self._suffer(fault, call, request)

    async def _perform(self, call: Call) -> Any:
        if call.verdict and self._state.settings.is_strict:
            refuse_problems(call.verdict)
        result = await perform(self._state, call.method, call.parameters)
        call.took_effect = True
        call.outcome = "ok"
        self._control.notice(call)
        return result

    async def _suffer(self, fault: faults.Fault, call: Call, request: web.BaseRequest) -> web.StreamResponse:
        if isinstance(fault, faults.ServerError) and fault.is_html:
            call.outcome = f"{fault.code} html"
            return web.Response(status=fault.code, text=f"<h1>{fault.code}</h1>", content_type="text/html")
        if isinstance(fault, faults.Slow):
            await self._be_late(fault.seconds, fault.jitter)
            return _json({"ok": True, "result": await self._perform(call)})
        if isinstance(fault, (faults.CutBefore, faults.CutAfter, faults.Hang)):
            return await self._break(fault, call, request)
        raise fault.refusal()

    async def _break(
        self, fault: faults.CutBefore | faults.CutAfter | faults.Hang, call: Call, request: web.BaseRequest
    ) -> web.StreamResponse:
        """Never answer; whether the call takes effect is the fault's choice."""
        if isinstance(fault, faults.CutAfter) or (isinstance(fault, faults.Hang) and fault.accepted):
            await self._perform(call)
        call.outcome = type(fault).__name__
        if isinstance(fault, faults.Hang):
            await asyncio.sleep(fault.seconds)
        if request.transport is not None:
            request.transport.abort()
        return CUT

    async def _be_late(self, seconds: float, jitter: float) -> None:
        await asyncio.sleep(max(0.0, seconds + self._state.dice.uniform(-jitter, jitter)))


def refuse_problems(problems: tuple[Problem, ...]) -> None:
    """Refuse what is missing or wrong; parameters that Telegram does not know it ignores."""
    for problem in problems:
        if problem.kind == "missing":
            raise bad_request(EMPTY.get(problem.where, f"parameter {problem.where} is required"))
        if problem.kind == "wrong":
            raise bad_request(f"can't parse {problem.where}: {problem.wants} expected")


def _roomy_request(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
    """A request that may bring as large a file as a bot may send."""
    loop = asyncio.get_running_loop()
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=LARGEST_CALL)


def _unknown_method(state: State, name: str) -> Refusal:
    if state.specification.knows(name):
        return Refusal(501, f"Not Implemented: Telegram knows {name}, this playground does not play it yet")
    return Refusal(404, "Not Found: method not found")


def _json(body: Json, status: int = 200) -> web.Response:
    return web.Response(status=status, body=json.dumps(body).encode(), content_type="application/json")
