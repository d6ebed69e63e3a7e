"""Refusals: the ways in which Telegram says no."""

from typing import Any


class Refusal(Exception):
    """Telegram's answer when it does not do what was asked: a code, a description, sometimes parameters."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.parameters = parameters

    def answer(self) -> dict[str, Any]:
        """The body of the HTTP response."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(text: str, **parameters: Any) -> Refusal:
    """Refuse a call that makes no sense."""
    return Refusal(400, f"Bad Request: {text}", parameters or None)


def forbidden(text: str) -> Refusal:
    """Refuse to write where the bot may not."""
    return Refusal(403, f"Forbidden: {text}")


def conflict(text: str) -> Refusal:
    """Refuse a second way of taking updates."""
    return Refusal(409, f"Conflict: {text}")


def too_many_requests(retry_after: int) -> Refusal:
    """Refuse what is over a limit, for `retry_after` seconds."""
    return Refusal(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})
