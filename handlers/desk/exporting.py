"""Exporting: who may take cases out gets the table of the last three months in their private chat."""

import base64
from datetime import timedelta
from typing import Final

from telegram import Update
from telegram.ext import CallbackQueryHandler

from handlers.context import Context
from handlers.keyboards import Key, press
from handlers.rights import unions_allowed
from models import Kind
from services.cases.export import HEADER, cases_between
from services.lists.csv_file import csv_bytes
from services.staff.audit import Act, write_down
from services.staff.rights import Action, unions_for
from services.staff.unions import unions_within

DAYS: Final = 92


async def export_keys(context: Context) -> list[Key]:
    """The key for who may take cases out; none for the others."""
    may = context.is_private and await unions_for(context.session, context.person_id, Action.EXPORT)
    return [press(context.words.word("desk", "export"), "desk:export")] if may else []


async def export(update: Update, context: Context) -> None:
    """Send the table of their unions, and of those below, to this person alone."""
    unions = await unions_allowed(update, context, Action.EXPORT)
    if not unions or not context.is_private:
        return
    ids = [union.id for union in await unions_within(context.session, [union.id for union in unions])]
    last = context.local_now.date()
    first = last - timedelta(days=DAYS)
    rows = await cases_between(context.session, first, last, context.services.desk, context.services.zone, ids)
    for union in unions:
        write_down(
            context.session, Act.EXPORTED_CASES, f"{first} {last}", context.now, actor_id=context.person_id,
            union_id=union.id,
        )  # fmt: skip
    table = {"bytes": base64.b64encode(csv_bytes(HEADER, rows)).decode(), "name": f"cases-{first}-{last}.csv"}
    caption = context.words.render("desk-exported", count=len(rows), first=first, last=last)
    context.owe("sendDocument", {"document": table, "caption": caption, "parse_mode": "HTML"}, Kind.CASE)


HANDLERS = [CallbackQueryHandler(export, pattern=r"^desk:export\Z")]
