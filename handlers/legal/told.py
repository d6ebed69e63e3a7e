"""What a worker told in the form of legal aid, as the check, the receipt and a lawyer read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from handlers.coming_in import district_in
from services.cases.parts import words_alone
from services.forms.outline import Answers
from services.law.facts import Facts, Matter, Relation
from services.law.law import Law
from services.places.districts import District

FIRST_DAY = "-01"
"""Of a month that somebody named without a day: no deadline counted from there is too late."""


@dataclass(frozen=True)
class When:
    """A day that was named; of a month that was, its first one, which `is_rough`."""

    day: date
    is_rough: bool


@dataclass(frozen=True)
class Told:
    """The answers, in their order; what was skipped is None or empty.

    `evidence` are the names of the things that were ticked; `words` were written before the form and in it, and
    `voices` is how many times they spoke.
    """

    matter: Matter
    when: When | None
    district: District | None
    relation: Relation | None
    on_order: str
    blame: str
    is_still_there: bool | None
    left: When | None
    evidence: Sequence[str]
    contact: str
    phone: str
    words: Sequence[str]
    voices: int

    @property
    def facts(self) -> Facts:
        """What of it the law asks for."""
        return Facts(
            self.matter, self.when.day if self.when else None, self.relation, self.on_order, self.blame,
            self.district.adcode if self.district else "", self.is_still_there, self.left.day if self.left else None,
        )  # fmt: skip


def told_in(answers: Answers, law: Law, language: str) -> Told:
    """What was told, from a form or from the answers that a case keeps."""
    relation, left, said = answers.get("relation"), answers.get("left"), answers.get("said") or ()
    return Told(
        Matter(answers["what"]), _when(answers.get("when")), district_in(answers),
        Relation(relation) if relation else None, answers.get("on-order") or "", answers.get("blame") or "",
        None if left is None else left == "there", None if left == "there" else _when(left),
        [law.evidence_called(code, language) for code in answers.get("evidence") or ()],
        answers.get("contact") or "", answers.get("phone") or "",
        [words_alone(item["html"]) for item in said if item["html"]], sum(1 for item in said if item["kind"]),
    )  # fmt: skip


def _when(written: Any) -> When | None:
    if not written:
        return None
    is_rough = len(written) == len("2026-07")
    return When(date.fromisoformat(written + FIRST_DAY if is_rough else written), is_rough)
