"""law.toml as a union's lawyer edits and signs it: what is over what, whose name is read, which slip is told how."""

import hashlib
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from services.errors import StateFault
from services.law.facts import Facts, Matter, Relation
from services.law.law import SHIPPED, Law

HIT = Facts(Matter.INJURY, date(2026, 7, 10), Relation.CONTRACT)
TODAY = date(2026, 7, 14)
SIGNED = 'signed_by = "王律师"\nsigned_on = 2026-07-01\n'


def law(folder: Path, text: str) -> Law:
    """The law with this in a data directory."""
    (folder / "law.toml").write_text(text, "utf-8")
    return Law.load(folder)


def fault(folder: Path, text: str) -> str:
    with pytest.raises(StateFault) as refused:
        law(folder, text)
    return str(refused.value).removeprefix(f"{folder / 'law.toml'}: ")


def test_the_shipped_wording_says_that_no_lawyer_has_checked_it(tmp_path: Path) -> None:
    shipped = Law.load(tmp_path)
    assert shipped.signature is None
    assert "。还没有律师核过。这是信息，不是法律意见" in shipped.sources(HIT, "zh-Hans")
    assert "还没有律师核过" in shipped.deadlines(HIT, TODAY)[0].source["zh-Hans"]
    assert "Not yet checked by a lawyer" in shipped.sources(HIT, "en")


def test_a_lawyer_who_signs_the_shipped_version_is_named_with_the_day_under_every_text(tmp_path: Path) -> None:
    signed = law(tmp_path, f'version = "{Law.load(tmp_path).version}"\n{SIGNED}')
    assert "。王律师2026年7月1日核过文字。" in signed.sources(HIT, "zh-Hans")
    assert "王律师2026年7月1日" in signed.deadlines(HIT, TODAY)[0].source["zh-Hans"]
    assert "Wording checked by 王律师 (1 July 2026)" in signed.sources(HIT, "en")


def test_a_later_wording_than_the_one_that_was_signed_is_unsigned(tmp_path: Path) -> None:
    assert "还没有律师核过" in law(tmp_path, f'version = "0"\n{SIGNED}').sources(HIT, "zh-Hans")


OWN_RULE = """
[deadline.employer-reports]
matters = ["injury"]
counts_from = "day"
days = 60
cites.work-injury = [17]
text = { zh-Hans = "单位60天内报", en = "the employer, 60 days" }
short = { zh-Hans = "单位报", en = "the employer reports" }
ask = { zh-Hans = "报了没有？", en = "Has it?" }
passed = { zh-Hans = "过了", en = "over" }
"""


def test_an_own_entry_stands_in_place_of_ours_and_the_rest_stays(tmp_path: Path) -> None:
    found = law(tmp_path, OWN_RULE).deadlines(HIT, TODAY)
    assert [(each.due_on, each.text["zh-Hans"][:7]) for each in found] == [
        (date(2026, 9, 8), "单位60天内报"), (date(2027, 7, 10), "单位没报，您、"),
    ]  # fmt: skip


def test_who_signed_one_entry_is_named_for_that_and_the_rest_is_said_to_be_unsigned(tmp_path: Path) -> None:
    signed = law(tmp_path, OWN_RULE + SIGNED)
    assert "王律师2026年7月1日核过文字" in signed.deadlines(HIT, TODAY)[0].source["zh-Hans"]
    assert "还没有律师核过" in signed.deadlines(HIT, TODAY)[1].source["zh-Hans"]
    assert "王律师2026年7月1日核过一部分，其余还没有律师核过" in signed.sources(HIT, "zh-Hans")


def test_two_lawyers_are_both_named(tmp_path: Path) -> None:
    other = OWN_RULE + 'signed_by = "李律师"\nsigned_on = 2026-07-03\n'
    both = law(tmp_path, f'version = "{Law.load(tmp_path).version}"\n{SIGNED}{other}')
    assert "李律师2026年7月3日、王律师2026年7月1日核过文字" in both.sources(HIT, "zh-Hans")


def test_an_entry_for_no_matter_is_left_out(tmp_path: Path) -> None:
    gone = law(tmp_path, OWN_RULE.replace('["injury"]', "[]"))
    assert [each.rule for each in gone.deadlines(HIT, TODAY)] == ["worker-reports"]


def test_a_province_that_joined_the_insurance_is_one_line(tmp_path: Path) -> None:
    shipped = SHIPPED.read_text("utf-8")
    own = shipped[shipped.index("[insurance]") : shipped.index("# --- what to keep")] + "33 = 2026-03-01\n"
    told = law(tmp_path, own).explanations(replace(HIT, relation=Relation.PLATFORM, adcode="330302"), "zh-Hans")
    assert any("浙江省2026年3月1日起有" in each.text for each in told)


def test_a_file_saved_by_an_editor_that_puts_a_mark_before_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "law.toml").write_text(OWN_RULE, "utf-8-sig")
    assert Law.load(tmp_path).deadlines(HIT, TODAY)[0].text["zh-Hans"] == "单位60天内报"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[deadline", "it is not TOML: "),
        ("deadlines = 1", "deadlines is not known here: there are signed_by, signed_on, version, law, deadline,"),
        ("deadline = 1", "deadline is to be a table, written [deadline]"),
        ("[deadline]\nx = 1", "[deadline.x] is to be a table of fields"),
        ('signed_by = "王律师"', "signed_by and signed_on go together: a name and a date"),
        (SIGNED, "version is missing: it is to be that of the wording which was signed, as it stands in the shipped"),
        (f'version = "1"\n{SIGNED.replace("2026-07-01", chr(34) + "7月1日" + chr(34))}',
         "signed_on is to be a date without quotes, as 2026-07-01"),
        (f'version = "1"\n{SIGNED.replace("2026-07-01", "2026-07-01T08:00:00")}', "signed_on is to be a date without"),
        (OWN_RULE.replace("days = 60", ""), "RULE is to have one of days, months and years, as "),
        (OWN_RULE.replace("days = 60", "days = 60\nyears = 1"), "RULE is to have one of days,"),
        (OWN_RULE.replace("days = 60", "days = 0"), "RULE days is to be a whole number from 1 to"),
        (OWN_RULE.replace("days = 60", "days = true"), "RULE days is to be a whole number from"),
        (OWN_RULE.replace("days", "dayz"), "RULE is to have one of days, months and years, as "),
        (f"{OWN_RULE}colour = 1", "RULE colour is not known here: there are counts_from, matters,"),
        (OWN_RULE.replace('"injury"', '"hurt"'),
         "RULE matters is to be some of these in brackets: injury, unpaid, account,"),
        (OWN_RULE.replace('"day"', '"birth"'), 'RULE counts_from is to be "day" or "left_on"'),
        (OWN_RULE.replace("work-injury", "labour"), "RULE cites names no [law]: labour; there are"),
        (OWN_RULE.replace("[17]", '"17"'),
         "[deadline.employer-reports.cites] work-injury is to be whole numbers from 1"),
        (OWN_RULE.replace("cites.work-injury = [17]", ""), "RULE cites is missing: it is to be a "),
        (OWN_RULE.replace(', en = "over"', ""),
         "[deadline.employer-reports.passed] en is missing: it is to be a text of"),
        (OWN_RULE.replace('en = "over"', 'en = ""'),
         "[deadline.employer-reports.passed] en is to be a text of one line"),
        (OWN_RULE.replace('{ zh-Hans = "过了", en = "over" }', '"过了"'),
         "RULE passed is to be written in every language, as passed.en and passed.zh-Hans"),
        (f'{OWN_RULE}urgent = "hurry"', "RULE urgent names no [urgent]: there are report, "),
        (f"{OWN_RULE}remind_days = [0]", "RULE remind_days is to be whole numbers from 1 to"),
        ('[hotline.union]\ntext = { zh-Hans = "工会", en = "union" }',
         "[hotline.union] is to be named after a short number, as [hotline.12348]"),
        ('[explanation.x]\ntext = { zh-Hans = "{insurence}", en = "x" }',
         "[explanation.x] text is to be a text in which only {insurance} stand in braces"),
        (OWN_RULE.replace("employer-reports", "Employer_reports"),
         "[deadline.Employer_reports] is to be named with at most 32 small letters, digits and -"),
        ("[insurance]\nas_of = 2026-01-01\nprovinces.zj = 2026-01-01",
         "[insurance.provinces] zj is to be two digits, as 32"),
    ],
)  # fmt: skip
def test_a_slip_of_the_lawyers_pen_is_one_sentence_that_names_the_place(
    text: str, sentence: str, tmp_path: Path
) -> None:
    said = fault(tmp_path, text)
    assert said.startswith(sentence.replace("RULE", "[deadline.employer-reports]"))
    assert "\n" not in said


def test_a_file_that_is_not_utf_8_and_a_folder_of_that_name_are_one_sentence_too(tmp_path: Path) -> None:
    (tmp_path / "law.toml").write_bytes("signed_by = '王律师'".encode("gb18030"))
    with pytest.raises(StateFault, match="not written in UTF-8: save it so"):
        Law.load(tmp_path)
    with pytest.raises(StateFault, match="cannot be read"):
        Law.read(tmp_path)


def test_the_shipped_file_has_no_fault_and_no_urgent_text_that_nobody_reads() -> None:
    raw = tomllib.loads(SHIPPED.read_text("utf-8"))
    law = Law.read(SHIPPED)
    assert {rule["urgent"] for rule in raw["deadline"].values() if "urgent" in rule} == raw["urgent"].keys()
    assert law.signature is None


def test_who_changes_a_shipped_word_gives_it_a_new_version_since_lawyers_sign_a_version() -> None:
    raw = tomllib.loads(SHIPPED.read_text("utf-8"))
    version = raw.pop("version")
    digest = hashlib.sha256(repr(raw).encode()).hexdigest()[:8]
    assert (version, digest) == ("1", "ff391e62"), "raise `version` in law.toml, then put both here"
