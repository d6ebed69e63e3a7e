"""Control: the playground driven from another process, in JSON under /playground/."""

import inspect
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

from aiohttp import web
from pydantic import ValidationError

from playground.http.bodies import read_object
from playground.http.load import Load, Order
from playground.http.steps import Steps
from playground.http.surroundings import bad_day, clock, weather
from playground.memory.ledger import Call
from playground.memory.state import Settings
from playground.phones.card import Card
from playground.phones.phone import Phone
from playground.rules.faults import rule_from
from playground.rules.limits import limits_from
from playground.rules.orders import made, misfit, obey
from playground.rules.refusals import Refusal

if TYPE_CHECKING:
    from playground.playground import Playground

Json = dict[str, Any]
Verb = Callable[[Json], Any]

THUMBS = {
    "types", "taps", "edits", "shares_location", "sends_venue", "forwards_location", "sends_photo", "sends_album",
    "sends_voice", "sends_sticker", "sends_document", "sends_contact", "sends_video", "sends_video_note",
    "sends_audio", "sends_animation", "sends_poll", "sends_dice", "blocks_the_bot", "unblocks_the_bot", "stands_at",
    "moves", "stops_sharing", "deletes", "presses", "speaks", "speaks_as", "replies", "joins", "leaves",
    "opens_topic", "renames_topic", "closes_topic", "reopens_topic", "deletes_topic",
}  # fmt: skip
"""What /playground/phone lets a person do: the Phone's verbs of the same name."""
SENSELESS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What an order ends in that makes no sense."""
MOST_PEOPLE = 100_000
"""So many come with one order, or everybody would wait for them."""
RATES = ("per_second", "group_per_minute", "paid_per_second", "stars")
"""What the limits of /playground/settings may say."""


class Control:
    """Answers under /playground/: each verb takes one JSON object and returns one."""

    def __init__(self, playground: "Playground") -> None:
        self._playground = playground
        self._load = Load(playground)
        self._phones: dict[int, Phone] = {}
        self._verbs: dict[str, Verb] = {
            "people": self._people,
            "groups": self._groups,
            "phone": self._phone,
            "screen": self._screen,
            "map": self._map,
            "clock": partial(clock, playground.state),
            "weather": partial(weather, playground.state),
            "bad_day": partial(bad_day, playground.state),
            "update": self._update,
            "resend": self._resend,
            "load": self._load_up,
            "timing": self._timing,
            "ledger": self._ledger,
            "calls": self._calls,
            "faults": self._faults,
            "settings": self._settings,
            "reset": self._reset,
        }
        steps = Steps(playground.state, dict(self._verbs), self.phone_of)
        self._verbs |= {"steps": steps.offer, "step": steps.take}

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Do what another process wants."""
        verb = self._verbs.get(request.path.removeprefix("/playground").strip("/"))
        if verb is None:
            return web.json_response({"version": self._playground.state.specification.version, "verbs": [*self._verbs]})
        order: Json = dict(request.query)
        try:
            order |= await read_object(request)
            done = verb(order)
            return web.json_response(await done if inspect.isawaitable(done) else done)
        except ValidationError as error:
            raise Refusal(400, misfit(error)) from error
        except SENSELESS as error:
            raise Refusal(400, f"{type(error).__name__}: {error}") from error

    def phone_of(self, where: Json) -> Phone:
        """A `person`'s phone, the same one each time, or it in a `chat` and a `topic`; LookupError if there is none."""
        state = self._playground.state
        person = state.people[where["person"]]
        phone = self._phones.setdefault(person.id, self._playground.phone(person))
        return phone.in_chat(state.chats[int(where["chat"])], where.get("topic")) if "chat" in where else phone

    def notice(self, call: Call) -> None:
        """Hear of a call that took effect."""
        self._load.notice(call)

    async def stop(self) -> None:
        """End what still runs."""
        await self._load.stop()

    def _people(self, order: Json) -> Json:
        """Make a person ({"first_name": ...}), or with `count` many of them."""
        many = int(order.pop("count", 1))
        if many > MOST_PEOPLE:
            raise ValueError(f"at most {MOST_PEOPLE} people come at once")
        people = [obey(type(self._playground).person, self._playground, **order) for _ in range(many)]
        return {"ids": [person.id for person in people]}

    def _groups(self, order: Json) -> Json:
        """Make a group: {"title": ..., "members": [ids], "is_forum": true if it has topics}."""
        members = [obey(type(self._playground).person, self._playground, one) for one in order.pop("members")]
        return {"id": obey(type(self._playground).group, self._playground, members=members, **order).id}

    async def _phone(self, order: Json) -> Json:
        """Let a person do something, in a `chat`, a `topic`: {"person": id, "does": "types", "with": {"text": ...}}."""
        if order["does"] not in THUMBS:
            raise KeyError(f"a phone does one of {sorted(THUMBS)}")
        phone, given = self.phone_of(order), dict(order.get("with", {}))
        if "message_id" in given:
            given["card"] = Card(phone.chat.messages[given.pop("message_id")])
        done = obey(getattr(Phone, order["does"]), phone, **given)
        result = await done if isinstance(done, Awaitable) else done
        return {"update_id": phone.last_update_id, "returned": result if isinstance(result, (str, int)) else None}

    def _screen(self, order: Json) -> Json:
        """What a person sees: {"person": id}, in a `chat` and `topic`."""
        phone = self.phone_of({name: int(number) for name, number in order.items()})
        cards = [
            {"message_id": card.id, "is_from_bot": card.is_from_bot, "text": card.text, "html": card.html}
            | {"buttons": card.buttons, "edited": card.edited}
            for card in phone.screen()
        ]
        return {"cards": cards, "keyboard": phone.keyboard, "toasts": phone.toasts}

    def _map(self, order: Json) -> Json:
        """What lies around: {"map": a FeatureCollection of points with `name` and `state`} draws it anew."""
        if "map" in order:
            self._playground.state.draw(order["map"])
        return {"map": self._playground.state.map}

    def _update(self, order: Json) -> Json:
        """Queue a raw update: {"update": {...}, "chat_id": ...}."""
        return {"update_id": self._playground.push_update(order["update"], order.get("chat_id"))}

    def _resend(self, order: Json) -> Json:
        """Hand an update out again: {"update_id": ...}."""
        self._playground.resend(int(order["update_id"]))
        return {}

    def _load_up(self, order: Json) -> Json:
        """Queue many messages of many people; the fields are those of Order."""
        self._load.send(made(Order, order))
        return {}

    def _timing(self, order: Json) -> Json:
        """How the load went; with `rows` each message by itself."""
        return self._load.report() | ({"rows": self._load.rows()} if order.get("rows") else {})

    def _ledger(self, order: Json) -> Json:
        """The counts of all calls."""
        refused = {"refused_by_limits": self._playground.limits.refusals, "waiting": len(self._playground.updates)}
        return self._playground.ledger.summary() | refused

    def _calls(self, order: Json) -> Json:
        """The calls themselves, from number `since` on, of a `chat_id` or `method` if one is given."""
        wanted = [
            {"method": call.method, "chat_id": call.chat_id, "at": call.at, "outcome": call.outcome}
            | {"took_effect": call.took_effect, "verdict": [str(problem) for problem in call.verdict]}
            | {"parameters": json.loads(json.dumps(call.parameters, default=_brief))}
            for call in self._playground.ledger.calls[int(order.get("since", 0)) :]
            if order.get("method", call.method) == call.method
            and str(order.get("chat_id", call.chat_id)) == str(call.chat_id)
        ]
        return {"calls": wanted, "next": len(self._playground.ledger.calls)}

    def _faults(self, order: Json) -> Json:
        """Add a rule: {"fault": {"kind": "Slow", "seconds": 1}, "times": 2, ...} as Rule has it, or `clear` all."""
        if order.pop("clear", False):
            self._playground.faults.clear()
        if "fault" in order:
            self._playground.faults.add(obey(rule_from, **order))
        return {}

    def _settings(self, order: Json) -> Json:
        """Turn latency, jitter, is_strict, press_seconds; put up limits: {"limits": "off", "per_second": 30, ...}."""
        if "limits" in order:
            rates = {name: order.pop(name) for name in RATES if name in order}
            self._playground.limits = obey(limits_from, order.pop("limits"), **rates)
        state = self._playground.state
        state.settings = made(Settings, asdict(state.settings) | order)
        return asdict(state.settings) | {"limits": self._playground.limits.form}

    async def _reset(self, order: Json) -> Json:
        """Forget people, chats, calls, faults and what waits; update ids go on."""
        await self._load.reset()
        self._phones.clear()
        self._playground.forget()
        return {}


def _brief(value: object) -> str:
    """What JSON cannot say; of a file only its size."""
    return f"{len(value)} bytes" if isinstance(value, bytes) else repr(value)
