"""Desk rules: whose hours hold, until when a case is answered and done, which slip in desk.toml is told how."""

from datetime import datetime, time
from pathlib import Path

import pytest

from locales import LANGUAGES
from models import CaseKind
from services.cases.desk_rules import DeskRules
from services.errors import StateFault
from tests.services.test_working_time import CALENDAR, SHANGHAI, at, shown

TUESDAY = at("2026-07-14 14:38")


def rules(folder: Path, text: str = "") -> DeskRules:
    """The rules with this in a data directory."""
    if text:
        (folder / "desk.toml").write_text(text, "utf-8")
    return DeskRules.load(folder, CALENDAR, SHANGHAI)


def due(found: DeskRules, kind: CaseKind, *, is_urgent: bool = False, adcode: str = "330302") -> tuple[str, str]:
    until = found.due(adcode, kind, is_urgent, TUESDAY)
    return shown(until.first_at), shown(until.done_at)


@pytest.mark.parametrize(
    ("kind", "is_urgent", "first", "done"),
    [
        (CaseKind.COMPLAINT, False, "2026-07-14 17:38", "2026-07-16 18:00"),
        (CaseKind.LEGAL_AID, False, "2026-07-15 12:00", "2026-07-21 18:00"),
        (CaseKind.LEGAL_AID, True, "2026-07-14 16:38", "2026-07-21 18:00"),
        (CaseKind.POLICY, False, "2026-07-14 17:38", "2026-07-21 18:00"),
    ],
)
def test_as_shipped_a_complaint_has_three_hours_and_two_days(
    kind: CaseKind, is_urgent: bool, first: str, done: str, tmp_path: Path
) -> None:
    assert due(rules(tmp_path), kind, is_urgent=is_urgent) == (first, done)


def test_every_kind_of_case_has_its_time_whenever_it_comes_in(tmp_path: Path) -> None:
    found = rules(tmp_path)
    for hour in range(24 * 14):
        now = datetime.fromtimestamp(TUESDAY.timestamp() + hour * 3600, TUESDAY.tzinfo)
        for kind in CaseKind:
            until = found.due("330302", kind, False, now)
            assert now < until.first_at <= until.done_at


OWN = """
[everywhere]
closes_after_days = 5

[union.3303]
hours = "Mo-Sa 09:00-17:00"
digest_at = "08:15"
first_answer = { complaint = 60 }

[union.330302]
digest_at = "07:45"

[union.33]
digest_at = "09:00"
closes_after_days = 9
"""


def test_a_union_has_what_it_wrote_and_for_the_rest_what_the_one_above_it_wrote(tmp_path: Path) -> None:
    found = rules(tmp_path, OWN)
    own = found.of("330302")
    assert (own.digest_at, own.closes_after_days) == (time(7, 45), 9)
    assert due(found, CaseKind.COMPLAINT) == ("2026-07-14 15:38", "2026-07-16 17:00")
    assert due(found, CaseKind.POLICY)[0] == "2026-07-15 09:38"
    assert found.of("330302001000") is own
    assert found.of("330300").digest_at == time(8, 15)
    assert [found.of(code).closes_after_days for code in ("330000", "320000", "100000", "")] == [9, 5, 5, 5]


def test_no_case_is_to_be_done_before_it_is_answered(tmp_path: Path) -> None:
    slow = rules(tmp_path, "[everywhere]\nfirst_answer = { policy = 2000 }\ndone = { policy = 1 }")
    first, done = due(slow, CaseKind.POLICY)
    assert first == done > "2026-07-15 18:00"


def test_replies_are_in_both_languages_and_own_ones_stand_in_place_of_ours(tmp_path: Path) -> None:
    shipped = rules(tmp_path)
    assert all(len(shipped.replies(language)) == 8 for language in LANGUAGES)
    own = rules(tmp_path, '[reply.tomorrow]\ntext = { zh-Hans = "后天来修。", en = "In two days." }')
    assert own.replies("zh-Hans")["tomorrow"] == "后天来修。"
    assert list(own.replies("en")) == list(shipped.replies("en"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[everywhere", "it is not TOML: "),
        ("[everywhere]\nhours = 9", "[everywhere] hours is to be a text of one line"),
        ('[everywhere]\nhours = "9 to 5"', "[everywhere] hours: “9 to 5” is not OSM opening hours, such as"),
        ('[union.3303]\nhours = "off"', "[union.3303] hours: with “off” nobody is ever at work"),
        ("[union.wenzhou]", "[union.wenzhou] is to be named after the code of a union, as [union.3303]"),
        ('[union.3303]\ndigest = "08:00"', "[union.3303] digest is not known here: there are hours, first_answer,"),
        ('[union.3303]\ndigest_at = "8 am"', '[union.3303] digest_at is to be a time in quotes, as "08:30"'),
        ("[everywhere]\ncloses_after_days = 0", "[everywhere] closes_after_days is to be a whole number from 1 to"),
        (
            "[everywhere.first_answer]\ncomplaints = 60",
            "[everywhere.first_answer] complaints is not known here: there ",
        ),
        ('[everywhere.first_answer]\nother = "soon"', "[everywhere.first_answer] other is to be a whole number from 1"),
        ("[everywhere.done]\nurgent = 1", "[everywhere.done] urgent is not known here: there are complaint,"),
        ("[everywhere]\ndone = 2", "[everywhere] done is to be a table, written [everywhere.done]"),
        ('[reply.hello]\ntext = "你好"', "[reply.hello] text is to be written in every language, as text.en and"),
        ("[replies.hello]", "replies is not known here: there are everywhere, union, reply"),
        ("union = 3303", "union is to be a table, written [union]"),
        ("[union]\n3303 = 1", "[union.3303] is to be a table of fields"),
    ],
)
def test_a_slip_in_desk_toml_is_one_sentence_that_names_the_place(text: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(StateFault) as refused:
        rules(tmp_path, text)
    assert str(refused.value).startswith(f"{tmp_path / 'desk.toml'}: {sentence}")
    assert "\n" not in str(refused.value)
