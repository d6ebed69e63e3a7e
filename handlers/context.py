"""What a handler has: the update's session and worker, and the ways to say something."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update
from telegram.constants import ChatType
from telegram.ext import Application, CallbackContext, ExtBot

from handlers.people import People
from locales import LANGUAGES, Locale, locale
from models import Form, Kind, Worker
from models.worker import newcomer
from services.cases.desk_rules import DeskRules
from services.clock import Clock
from services.delivery.parcel import Parcel, reply
from services.errands import owing
from services.errands.owing import Asked
from services.events.days import Days
from services.heat.allowances import Allowances
from services.law.law import Law
from services.retention import DEFAULT, Keep
from services.stations.finder import StationFinder

CHINESE = ("zh", "yue")
"""How the codes of phones that speak Chinese begin."""

Keyboard = Mapping[str, Any]
Values = dict[str, Any]


@dataclass(frozen=True)
class Face:
    """What a live card shows, but for its clock: when it was edited, a hash, and the machine's seconds then."""

    edited_at: datetime
    looks: int
    shown_at: float


@dataclass(frozen=True)
class Services:
    """What all handlers share."""

    stations: StationFinder
    days: Days
    clock: Clock
    zone: ZoneInfo
    language: str
    allowances: Allowances
    law: Law
    desk: DeskRules
    geocodes: bool = False  # whether a geocoder is set
    faces: dict[int, Face] = field(default_factory=dict)
    """What live cards show, by chat. To lose it costs an edit."""
    hinted: dict[str, datetime] = field(default_factory=dict)
    """When a topic last heard what is not done there. To lose it costs a hint."""
    keep: Keep = DEFAULT
    database_in_china: bool = False  # whether the operator says so
    messages_per_second: float = 30.0
    approval_above: int = 500  # readers of an announcement that one person may send


class Context(CallbackContext[ExtBot[None], Values, Values, Values]):
    """One update's: what is said here is owed in the update's own transaction and goes out after its commit."""

    def __init__(
        self,
        application: "Application[Any, Context, Any, Any, Any, Any]",
        services: Services,
        session: AsyncSession,
        update: Update | None,
        people: People,
        now: datetime,
    ) -> None:
        """`people` are those of the whole batch: what a handler makes is known to the next."""
        chat = update.effective_chat if update else None
        user = update.effective_user if update else None
        super().__init__(application, chat.id if chat else None, user.id if user else None)
        self.services = services
        self.session = session
        self.now = now
        self.owed: list[Parcel] = []
        self.toast: str | None = None
        self.has_errands = False
        self._update = update
        self._people = people
        self._person_id = user.id if user else None
        self._spoken = user.language_code if user else None
        self._chat_id = chat.id if chat else None
        self._is_private = chat is not None and chat.type == ChatType.PRIVATE
        self._attempts: list[tuple[str, Mapping[str, Any]]] = []

    @classmethod
    def after_errand(
        cls,
        application: "Application[Any, Context, Any, Any, Any, Any]",
        services: Services,
        session: AsyncSession,
        asked: Asked,
        people: People,
        now: datetime,
    ) -> "Context":
        """One that speaks to the chat for which an errand was run, in the language in which it was asked."""
        context = cls(application, services, session, None, people, now)
        context._chat_id, context._spoken, context._is_private = asked.chat_id, asked.language, asked.chat_id > 0
        context._person_id = asked.chat_id if context._is_private else None
        return context

    # --- who is speaking ---------------------------------------------------------------------------

    @property
    def worker(self) -> Worker | None:
        """What is kept of the person who sent this; None if nothing is."""
        return None if self._person_id is None else self._people.workers.get(self._person_id)

    @property
    def forms(self) -> Sequence[Form]:
        """The forms this person is in the middle of, the one asked last at the end; in private only."""
        return () if self._person_id is None or not self.is_private else self._people.forms.get(self._person_id, ())

    def asked(self, form: Form) -> None:
        """Note that a form's question was asked just now, or that it is over."""
        form.asked_at = self.now
        forms = self._people.forms.setdefault(form.person_id, [])
        forms[:] = [each for each in forms if each is not form] + ([form] if form.step else [])

    @property
    def is_private(self) -> bool:
        """Whether this is a chat with one person."""
        return self._is_private

    @property
    def is_press(self) -> bool:
        """Whether a key was pressed."""
        return self._update is not None and self._update.callback_query is not None

    @property
    def words(self) -> Locale:
        """The locale of the person: as chosen, else as their Telegram speaks, else the union's."""
        chosen = self.worker.language if self.worker else ""
        if chosen in LANGUAGES:
            return locale(chosen)
        spoken = self._spoken or self.services.language
        return locale("zh-Hans" if spoken.casefold().startswith(CHINESE) else "en")

    @property
    def local_now(self) -> datetime:
        """The moment by the stations' clocks."""
        return self.now.astimezone(self.services.zone)

    @property
    def person_id(self) -> int:
        """The Telegram id of who sent this."""
        if self._person_id is None:
            raise RuntimeError("nobody sent this")
        return self._person_id

    def remember_worker(self) -> Worker:
        """What is kept of the person, begun now if there was nothing."""
        worker = self.worker
        if worker is None:
            worker = newcomer(self.person_id, self.now)
            self.session.add(worker)
            self._people.workers[self.person_id] = worker
        return worker

    def forget_person(self) -> None:
        """Know nothing of the person any more: it was deleted."""
        self._people.workers[self.person_id] = None
        self._people.forms.pop(self.person_id, None)

    # --- saying ------------------------------------------------------------------------------------

    def say(self, template: str, keyboard: Keyboard | None = None, **values: Any) -> Parcel:
        """Owe a message to this chat, in the topic that was written in."""
        return self.owe("sendMessage", self._topic() | self.message(template, keyboard, values))

    def answer(self, message_id: int, template: str, keyboard: Keyboard | None = None, **values: Any) -> Parcel:
        """Owe a message that answers one of this chat: a press on its keys brings that along (`answered_in`)."""
        answered = {"message_id": message_id, "allow_sending_without_reply": True}
        return self.owe("sendMessage", {**self.message(template, keyboard, values), "reply_parameters": answered})

    def show(self, template: str, keyboard: Keyboard | None = None, **values: Any) -> None:
        """Change the card whose button was pressed; where it is out of reach, say it anew."""
        query = self._update.callback_query if self._update else None
        card = query.message if query else None
        if card is None or not card.is_accessible:
            self.say(template, keyboard, **values)
        else:
            message = self.message(template, keyboard, values)
            self.owe("editMessageText", {"message_id": card.message_id, **message})

    def owe(self, method: str, params: Mapping[str, Any], kind: Kind = Kind.REPLY) -> Parcel:
        """Owe any other call about this chat."""
        if self._chat_id is None:
            raise RuntimeError("there is no chat to answer in")
        parcel = reply(self._chat_id, method, params, self.now, kind)
        self.owed.append(parcel)
        return parcel

    def send_for(self, kind: str, **body: Any) -> None:
        """Owe an errand about this chat; how it ends is told by the teller of its kind, in handlers."""
        if self._chat_id is None:
            raise RuntimeError("there is no chat to answer in")
        owing.owe(self.session, kind, self._chat_id, self.words.language, body, self.now)
        self.has_errands = True
        self.attempt("sendChatAction", {"chat_id": self._chat_id, "action": "typing"})

    def attempt(self, method: str, params: Mapping[str, Any]) -> None:
        """Make a call after the commit that may be lost."""
        self._attempts.append((method, params))

    @property
    def calls(self) -> Sequence[tuple[str, Mapping[str, Any]]]:
        """Calls that may be lost, for after the commit: the answer to a button press, a sign of typing."""
        query = self._update.callback_query if self._update else None
        if query is None:
            return self._attempts
        text = {"text": self.toast} if self.toast else {}
        return [("answerCallbackQuery", {"callback_query_id": query.id, **text}), *self._attempts]

    def _topic(self) -> Values:
        message = self._update.effective_message if self._update else None
        return {"message_thread_id": message.message_thread_id} if message and message.is_topic_message else {}

    def message(self, template: str, keyboard: Keyboard | None, values: Values) -> Values:
        """The parameters of a message in this person's words."""
        message = {
            "text": self.words.render(template, **values),
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        }
        # A keyboard that asks for a place is refused in a group, and the words with it.
        fits = keyboard and (self.is_private or "inline_keyboard" in keyboard)
        return message | ({"reply_markup": keyboard} if fits else {})
