"""Members: the methods that say who is in a group, and what they may do there."""

from typing import Any

from playground.memory.state import State
from playground.rules.refusals import bad_request

Json = dict[str, Any]


def get_chat_member(state: State, call: Json) -> Json:
    """What somebody is in a chat."""
    chat, who = state.readable_chat(call["chat_id"]), call["user_id"]
    user = state.bot if who == state.bot_id else state.people[who].account if who in state.people else None
    if user is None:
        raise bad_request("user not found")
    return chat.rank_of(who).face(user)


def get_chat_administrators(state: State, call: Json) -> list[Json]:
    """Those who have a say in a group."""
    chat = state.readable_chat(call["chat_id"])
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    accounts = {state.bot_id: state.bot} | {one.id: one.account for one in chat.members.values()}
    return [rank.face(accounts[who]) for who, rank in chat.ranks.items() if rank.is_admin and who in accounts]
