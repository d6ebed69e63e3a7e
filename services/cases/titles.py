"""Titles: what a case is about, in a few words that nobody wrote."""

from locales import Locale
from models import Case, CaseKind

TABLES = {CaseKind.COMPLAINT: "category", CaseKind.LEGAL_AID: "matter"}
"""Where the words of a case's category stand, by its kind; the other services have none."""


def subject(words: Locale, case: Case) -> str:
    """What it is about: 东西坏了, 受伤, or the service that it asks for; nothing of what was said in it."""
    table = TABLES.get(CaseKind(case.kind))
    return words.word(table, case.category) if table and case.category else words.word("case_kind", case.kind)
