"""What a handler has: the update's session and worker, and the ways to say something."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Update
from telegram.constants import ChatType
from telegram.ext import Application, CallbackContext, ExtBot

from locales import LANGUAGES, Locale, locale
from models import Worker
from services.clock import Clock
from services.delivery.parcel import Parcel, reply
from services.stations.finder import StationFinder

CHINESE = ("zh", "yue")
"""How the codes of phones that speak Chinese begin."""

Keyboard = Mapping[str, Any]
Values = dict[str, Any]


@dataclass(frozen=True)
class Services:
    """What all handlers share."""

    stations: StationFinder
    clock: Clock
    zone: ZoneInfo
    language: str


class Context(CallbackContext[ExtBot[None], Values, Values, Values]):
    """One update's: what is said here is owed in the update's own transaction and goes out after its commit."""

    def __init__(
        self,
        application: "Application[Any, Context, Any, Any, Any, Any]",
        services: Services,
        session: AsyncSession,
        update: Update | None,
        workers: dict[int, Worker | None],
        now: datetime,
    ) -> None:
        """`workers` are those of the whole batch, by id: one that a handler makes is known to the next."""
        chat = update.effective_chat if update else None
        user = update.effective_user if update else None
        super().__init__(application, chat.id if chat else None, user.id if user else None)
        self.services = services
        self.session = session
        self.now = now
        self.owed: list[Parcel] = []
        self.toast: str | None = None
        self._update = update
        self._workers = workers
        self._user = user
        self._chat_id = chat.id if chat else None

    # --- who is speaking ---------------------------------------------------------------------------

    @property
    def worker(self) -> Worker | None:
        """What is kept of the person who sent this; None if nothing is."""
        return self._workers.get(self._user.id) if self._user else None

    @property
    def is_private(self) -> bool:
        """Whether this is a chat with one person."""
        chat = self._update.effective_chat if self._update else None
        return chat is not None and chat.type == ChatType.PRIVATE

    @property
    def words(self) -> Locale:
        """The locale of the person: as chosen, else as their Telegram speaks, else the union's."""
        chosen = self.worker.language if self.worker else ""
        if chosen in LANGUAGES:
            return locale(chosen)
        spoken = (self._user.language_code if self._user else None) or self.services.language
        return locale("zh-Hans" if spoken.casefold().startswith(CHINESE) else "en")

    @property
    def local_now(self) -> datetime:
        """The moment by the stations' clocks."""
        return self.now.astimezone(self.services.zone)

    def remember_worker(self) -> Worker:
        """What is kept of the person, begun now if there was nothing."""
        if self._user is None:
            raise RuntimeError("nobody sent this")
        worker = self.worker
        if worker is None:
            worker = Worker(
                id=self._user.id, language="", occupation="", travel="", setup_step="", started_at=self.now
            )  # fmt: skip
            self.session.add(worker)
            self._workers[self._user.id] = worker
        return worker

    async def forget_worker(self) -> None:
        """Delete what is kept of the person."""
        worker = self.worker
        if worker is not None:
            await self.session.flush()
            await self.session.delete(worker)
            await self.session.flush()
            self._workers[worker.id] = None

    # --- saying ------------------------------------------------------------------------------------

    def say(self, template: str, keyboard: Keyboard | None = None, **values: Any) -> None:
        """Owe a message to this chat."""
        self.owe("sendMessage", self._message(template, keyboard, values))

    def show(self, template: str, keyboard: Keyboard | None = None, **values: Any) -> None:
        """Change the card whose button was pressed; where it is out of reach, say it anew."""
        query = self._update.callback_query if self._update else None
        card = query.message if query else None
        if card is None or not card.is_accessible:
            self.say(template, keyboard, **values)
        else:
            message = self._message(template, keyboard, values)
            self.owe("editMessageText", {"message_id": card.message_id, **message})

    def owe(self, method: str, params: Mapping[str, Any]) -> None:
        """Owe any other call about this chat."""
        if self._chat_id is None:
            raise RuntimeError("there is no chat to answer in")
        self.owed.append(reply(self._chat_id, method, params, self.now))

    @property
    def calls(self) -> Sequence[tuple[str, Mapping[str, Any]]]:
        """Calls that may be lost, for after the commit: the answer to a button press."""
        query = self._update.callback_query if self._update else None
        if query is None:
            return ()
        text = {"text": self.toast} if self.toast else {}
        return (("answerCallbackQuery", {"callback_query_id": query.id, **text}),)

    def _message(self, template: str, keyboard: Keyboard | None, values: Values) -> Values:
        message = {
            "text": self.words.render(template, **values),
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        }
        return message | ({"reply_markup": keyboard} if keyboard else {})
