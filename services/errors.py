"""Everything that goes wrong on purpose.

NuanyiError
├── InputFault           somebody gave us something that cannot be right; the message says what would be
│   ├── UnreadableHours  opening hours that are neither OSM syntax nor words we know
│   ├── RuleUnreadable   a rule of an event that is none of those we know
│   └── ImportRefused    a file with faults; none of its rows was taken
├── StateFault           the installation is not ready: schema, key, setting; the message says what to do
│   └── UpdatesRefused   in gateways/telegram.py: another process takes this bot's updates
├── ErrandError          the world did not answer an errand as hoped; its class says what the person is told
│   ├── Unreachable      no answer, or one that is none; worth another try if `again`
│   ├── TooLate          nobody came to it in time
│   ├── FileTooBig       Telegram hands no file of this size to a bot
│   └── FileGone         Telegram does not have the file any more
├── WeatherSilent        a source of the weather gave no answer, or one that is none; what it said before still stands
└── DeliveryError        Telegram did not take a delivery; its class says what follows
    ├── TryLater         it certainly was not sent; try again, after `seconds` if Telegram named them
    ├── AnswerLost       the request went out and no answer came: it may or may not have been sent
    ├── Blocked          the person or group shut the bot out
    ├── NotFound         there is no such chat
    ├── ChatMoved        the group became a supergroup with the id `new_chat_id`
    ├── MarkupRefused    Telegram could not read the markup; the same text without it may pass
    ├── PaymentRefused   what was to be paid for cannot be: the bot's stars have run out
    ├── TokenRefused     the token is not valid (any more): nobody can be reached
    └── Refused          Telegram will never take it
        └── DeskRefused  something of a group with topics is not as it was; its `word` begins the reason that is kept
            ├── TopicGone     there is no such topic any more
            ├── TopicClosed   somebody closed the topic, and the bot may not write there
            ├── MessageGone   what was to be edited is not there any more
            └── NoTopics      the group takes no topics or no words of the bot: it is no forum, or a right is missing
"""

from collections.abc import Sequence

from services.finding import Finding


class NuanyiError(Exception):
    """The root of all errors that we raise on purpose; str() of it is one sentence for a person."""


class InputFault(NuanyiError):
    """Somebody gave us something that cannot be right."""


class UnreadableHours(InputFault):
    """Opening hours that are neither OSM syntax nor words we know."""


class RuleUnreadable(InputFault):
    """A rule of an event that is none of those we know; the sentence says which there are."""


class ImportRefused(InputFault):
    """A file with faults; none of its rows was taken."""

    def __init__(self, sentence: str, faults: Sequence[Finding] = (), notes: Sequence[Finding] = ()) -> None:
        """`faults` are all there are, in the order of the file; none if it could not be read as a table at all."""
        super().__init__(sentence)
        self.faults = faults
        self.notes = notes


class StateFault(NuanyiError):
    """The installation is not ready for what was asked."""


class ErrandError(NuanyiError):
    """The world did not answer an errand as hoped."""


class Unreachable(ErrandError):
    """No answer, or one that is none."""

    def __init__(self, reason: str, *, again: bool = True) -> None:
        """`again` is False where the person has waited long enough."""
        super().__init__(reason)
        self.again = again


class TooLate(ErrandError):
    """Nobody came to it in time."""


class FileTooBig(ErrandError):
    """Telegram hands no file of this size to a bot."""


class FileGone(ErrandError):
    """Telegram does not have the file any more."""


class WeatherSilent(NuanyiError):
    """A source of the weather gave no answer, or one that is none; what it said before still stands."""

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        """`seconds`: how long it asked to be left alone, if it did."""
        super().__init__(reason)
        self.seconds = seconds


class DeliveryError(NuanyiError):
    """Telegram did not take a delivery."""


class TryLater(DeliveryError):
    """It certainly was not sent; try again, after `seconds` if Telegram named them."""

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        """`seconds` is Telegram's retry_after."""
        super().__init__(reason)
        self.seconds = seconds


class AnswerLost(DeliveryError):
    """The request went out and no answer came: it may or may not have been sent."""


class Blocked(DeliveryError):
    """The person or group shut the bot out."""


class NotFound(DeliveryError):
    """There is no such chat."""


class ChatMoved(DeliveryError):
    """The group became a supergroup with another id."""

    def __init__(self, new_chat_id: int) -> None:
        """`new_chat_id` is the supergroup's."""
        super().__init__("the group became a supergroup")
        self.new_chat_id = new_chat_id


class MarkupRefused(DeliveryError):
    """Telegram could not read the markup; the same text without it may pass."""


class PaymentRefused(DeliveryError):
    """What was to be paid for cannot be: the bot's stars have run out."""


class TokenRefused(DeliveryError):
    """The token is not valid (any more): nobody can be reached."""


class Refused(DeliveryError):
    """Telegram will never take it."""


class DeskRefused(Refused):
    """Something of a group with topics is not as it was; `word` begins the reason, so that the outbox can be asked."""

    word = "refused"

    def __init__(self, reason: str) -> None:
        """`reason` is Telegram's."""
        super().__init__(f"{self.word}: {reason}")

    @classmethod
    def is_in(cls, reason: str | None) -> bool:
        """Whether the reason that the outbox keeps of a delivery is this one."""
        return (reason or "").startswith(f"{cls.word}: ")


class TopicGone(DeskRefused):
    """There is no such topic any more."""

    word = "topic gone"


class TopicClosed(DeskRefused):
    """Somebody closed the topic, and the bot may not write there."""

    word = "topic closed"


class MessageGone(DeskRefused):
    """What was to be edited is not there any more."""

    word = "message gone"


class NoTopics(DeskRefused):
    """The group takes no topics or no words of the bot: it is no forum, or a right is missing."""

    word = "no topics"
