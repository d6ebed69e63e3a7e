"""Legal aid: a guided request, its receipt with the deadlines of the law, and what hangs under it."""

from handlers.legal import form, receipt, reminders

HANDLERS = [*form.HANDLERS, *receipt.HANDLERS, *reminders.HANDLERS]
