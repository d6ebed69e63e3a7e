"""Titles: what a case is about, in a few words that nobody wrote."""

from locales import Locale
from models import Case, CaseKind

TABLES = {CaseKind.COMPLAINT: "category", CaseKind.LEGAL_AID: "matter"}
"""Where the words of a case's category stand, by its kind; those of the other services in the table of their name."""


def subject(words: Locale, case: Case) -> str:
    """What it is about: 东西坏了, 受伤, 帮扶关爱 · 看病; nothing of what was said in it."""
    table, service = TABLES.get(CaseKind(case.kind)), words.word("case_kind", case.kind)
    if not case.category:
        return service
    return words.word(table, case.category) if table else f"{service} · {words.word(case.kind, case.category)}"
