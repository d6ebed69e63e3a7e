"""The apology: a handler failed, the person hears so once, with a number."""

from handlers.context import Context


def apologize(context: Context, incident: int) -> None:
    """Say that it was our fault; in groups nobody asked us, so nothing is said there."""
    if context.is_private:
        context.toast = None
        context.say("error-form" if context.forms else "error", incident=incident)
