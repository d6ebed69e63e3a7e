"""Colleagues: the others who are asked about a broadcast, and its author, each in their own language."""

from collections.abc import Awaitable, Callable
from typing import Any

from handlers.broadcast.drafting import desk_of
from handlers.broadcast.pages import Desk, Page
from handlers.context import Context
from models import Broadcast
from services.broadcasts.decisions import approvers_of
from services.delivery.parcel import reply
from services.staff.people import name_of, words_of


async def ask_approvers(
    context: Context, broadcast: Broadcast, ask: Callable[[Desk, Broadcast], Awaitable[Page]]
) -> list[str]:
    """Ask everybody who may agree with this page, each in private; gives their names."""
    people = await approvers_of(context.session, broadcast, broadcast.author_id)
    for person in people:
        words = await words_of(context.session, person, context.services.language)
        page = await ask(desk_of(context, words), broadcast)
        _tell(context, person, "sendMessage", page.message(words, broadcast))
    return [await name_of(context.session, person) for person in people]


async def tell_author(context: Context, broadcast: Broadcast, template: str, **values: Any) -> None:
    """Tell the author what somebody else decided; the card of the broadcast shows how it stands now."""
    author = broadcast.author_id
    words = await words_of(context.session, author, context.services.language)
    page = await desk_of(context, words).page(broadcast, author)
    if broadcast.progress_message_id is not None:
        card = {"message_id": broadcast.progress_message_id, **page.message(words, broadcast)}
        _tell(context, author, "editMessageText", card)
    told = Page(template, {"number": broadcast.id, **values})
    _tell(context, author, "sendMessage", told.message(words, broadcast))


def _tell(context: Context, person: int, method: str, params: dict[str, Any]) -> None:
    context.owed.append(reply(person, method, params, context.now))
