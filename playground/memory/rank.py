"""Rank: what somebody is in a group, and what they may do there."""

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories",
    "can_delete_stories", "can_pin_messages", "can_manage_topics",
)  # fmt: skip
"""What an administrator of a group may be allowed."""


@dataclass(frozen=True, slots=True)
class Rank:
    """One of creator, administrator, member, left, kicked; `rights` are an administrator's."""

    status: str = "member"
    rights: frozenset[str] = frozenset()
    is_anonymous: bool = False

    @property
    def is_present(self) -> bool:
        """Whether they are in the group."""
        return self.status not in ("left", "kicked")

    @property
    def is_admin(self) -> bool:
        """Whether they have a say."""
        return self.status in ("creator", "administrator")

    def may(self, right: str) -> bool:
        """Whether they have a right; a creator has all."""
        return self.status == "creator" or right in self.rights

    def face(self, user: Json) -> Json:
        """The Bot API's ChatMember."""
        member: Json = {"status": self.status, "user": user}
        if self.is_admin:
            member["is_anonymous"] = self.is_anonymous
        if self.status == "administrator":
            member |= {"can_be_edited": False} | {right: right in self.rights for right in RIGHTS}
        return member | {"until_date": 0} if self.status == "kicked" else member


CREATOR = Rank("creator")
MEMBER = Rank("member")
LEFT = Rank("left")
KICKED = Rank("kicked")


def administrator(*rights: str) -> Rank:
    """An administrator with these rights, with all of them if none is named; ValueError if there is no such right."""
    unknown = {*rights} - {*RIGHTS}
    if unknown:
        raise ValueError(f"no such right: {', '.join(sorted(unknown))}")
    return Rank("administrator", frozenset(rights or RIGHTS) | {"can_manage_chat"})
