"""What the law says to people: the rider hit by a taxi on 10 July, wages that did not come, an account closed."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import LANGUAGES
from services.law.facts import Blame, Doing, Facts, Matter, Relation
from services.law.law import Deadline, Law
from services.law.period import Period

TODAY = date(2026, 7, 14)
HIT = Facts(Matter.INJURY, date(2026, 7, 10), Relation.STATION, Doing.ORDER, Blame.THEIRS, "330302")
LAW = Law.load(Path("/nowhere"))


def told(facts: Facts, today: date = TODAY) -> list[str]:
    return [f"{each.due_on:%Y-%m-%d} {each.text['zh-Hans']}" for each in LAW.deadlines(facts, today)]


def explained(facts: Facts) -> str:
    return "\n".join(f"{each.title}{each.text}" for each in LAW.explanations(facts, "zh-Hans"))


@pytest.mark.parametrize(
    ("day", "period", "last"),
    [
        ("2026-07-10", Period(days=30), "2026-08-09"),
        ("2026-07-10", Period(years=1), "2027-07-10"),
        ("2028-02-29", Period(years=1), "2029-02-28"),
        ("2027-02-28", Period(years=1), "2028-02-28"),
        ("2024-02-29", Period(years=4), "2028-02-29"),
        ("2026-08-31", Period(months=6), "2027-02-28"),
        ("2026-10-31", Period(months=1), "2026-11-30"),
        ("2026-12-31", Period(months=12), "2027-12-31"),
        ("2026-12-10", Period(days=30), "2027-01-09"),
        ("2026-07-10", Period(days=1), "2026-07-11"),
    ],
)
def test_the_day_itself_is_not_counted_and_a_month_too_short_ends_on_its_last_day(
    day: str, period: Period, last: str
) -> None:
    assert period.after(date.fromisoformat(day)) == date.fromisoformat(last)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 120))
def test_a_period_of_months_ends_in_the_month_that_many_later_on_the_same_day_or_its_last(
    day: date, months: int
) -> None:
    last = Period(months=months).after(day)
    assert (last.year - day.year) * 12 + last.month - day.month == months
    assert last.day == day.day or (last.day < day.day and (last + timedelta(days=1)).day == 1)


def test_the_rider_hit_by_a_taxi_reads_the_30_days_of_the_employer_and_the_year_after_that() -> None:
    assert told(HIT) == ["2026-08-09 单位该去报工伤，30天", "2027-07-10 单位没报，您、近亲属或工会报，1年"]
    assert "算不算工伤？人社部门定，受理后60天内，我不猜。" in explained(HIT)
    assert "没签合同也能报" in explained(HIT)
    assert "另一件事" in explained(HIT)
    assert "职业伤害保障" not in explained(HIT)
    assert "工伤保险条例17、18、20条" in LAW.sources(HIT, "zh-Hans")


@pytest.mark.parametrize(
    ("relation", "is_said", "is_not_said"),
    [
        (Relation.CONTRACT, "算不算工伤？", "没签合同"),
        (Relation.AGENCY, "没签合同也能报", "职业伤害保障"),
        (Relation.PLATFORM, "工伤那条路也先别放下", "没签合同"),
        (Relation.UNSURE, "职业伤害保障", "先别放下"),
        (None, "职业伤害保障", "先别放下"),
    ],
)
def test_what_is_explained_goes_by_whom_they_work_for(
    relation: Relation | None, is_said: str, is_not_said: str
) -> None:
    facts = replace(HIT, relation=relation)
    assert is_said in explained(facts)
    assert is_not_said not in explained(facts)


def test_who_takes_orders_in_an_app_reads_that_the_deadlines_hold_if_it_is_employment() -> None:
    assert all("要是算劳动关系：" in line for line in told(replace(HIT, relation=Relation.PLATFORM)))


@pytest.mark.parametrize(
    ("adcode", "is_said"),
    [
        ("320102", "江苏省2022年7月1日起有。到2025年9月26日，参加的有美团、"),
        ("330302", "您这里开没开，办事的人去核实。"),
        ("", "您这里开没开，办事的人去核实。"),
    ],
)
def test_where_nobody_knows_whether_the_platforms_insurance_has_begun_nobody_guesses(adcode: str, is_said: str) -> None:
    assert is_said in explained(replace(HIT, relation=Relation.PLATFORM, adcode=adcode))
    assert "{" not in explained(replace(HIT, relation=Relation.PLATFORM, adcode=adcode))


def test_who_was_hit_on_the_way_to_work_reads_what_the_police_finding_decides() -> None:
    assert "非本人主要责任" in explained(replace(HIT, on_order=Doing.COMMUTE))
    assert "非本人主要责任" not in explained(HIT)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (Facts(Matter.UNPAID, date(2026, 5, 1), is_still_there=True), []),
        (Facts(Matter.UNPAID, date(2026, 5, 1), is_still_there=False, left_on=date(2026, 6, 30)), ["2027-06-30"]),
        (Facts(Matter.UNPAID, None, is_still_there=False, left_on=date(2026, 6, 30)), ["2027-06-30"]),
        (Facts(Matter.UNPAID, date(2026, 5, 1), is_still_there=False), ["2027-05-01"]),
        (Facts(Matter.UNPAID, date(2026, 5, 1)), ["2027-05-01"]),
        (Facts(Matter.UNPAID, None), []),
        (Facts(Matter.ACCOUNT, date(2026, 7, 1), Relation.CONTRACT), ["2027-07-01"]),
        (Facts(Matter.ACCOUNT, date(2026, 7, 1), Relation.PLATFORM), ["2027-07-01"]),
        (Facts(Matter.ACCOUNT, date(2026, 7, 1)), ["2027-07-01"]),
        (Facts(Matter.OTHER, date(2026, 7, 1)), ["2027-07-01"]),
        (Facts(Matter.ACCIDENT, date(2026, 7, 1), Relation.STATION), []),
        (replace(HIT, day=None), []),
    ],
    ids=str,
)
def test_wages_have_no_deadline_while_one_works_there_and_all_else_a_year(facts: Facts, expected: list[str]) -> None:
    assert [line[:10] for line in told(facts)] == expected


def test_who_still_works_there_reads_that_no_year_runs() -> None:
    assert "不受1年限制" in explained(Facts(Matter.UNPAID, date(2026, 5, 1), is_still_there=True))


def test_the_nearest_to_come_is_named_first_and_what_has_passed_is_named_too() -> None:
    august = LAW.deadlines(HIT, date(2026, 8, 10))
    assert [each.due_on for each in august] == [date(2027, 7, 10), date(2026, 8, 9)]
    assert [each.is_passed(date(2026, 8, 10)) for each in august] == [False, True]
    assert not august[1].is_passed(date(2026, 8, 9))


@pytest.mark.parametrize(("days", "is_urgent"), [(8, False), (7, True), (1, True), (0, True), (-1, False)])
def test_the_last_seven_days_are_urgent(days: int, is_urgent: bool) -> None:
    (arrears,) = LAW.deadlines(Facts(Matter.UNPAID, None, left_on=date(2025, 7, 19)), TODAY)
    assert arrears.is_urgent(arrears.due_on - timedelta(days=days)) is is_urgent


def test_who_has_five_days_left_gets_the_sentence_to_say_on_the_phone() -> None:
    (arrears,) = LAW.deadlines(Facts(Matter.UNPAID, None, left_on=date(2025, 7, 19)), TODAY)
    urgency = LAW.urgent(arrears)
    assert urgency
    assert urgency.say["zh-Hans"] == "仲裁期限不到7天，申请先行法律援助。"
    assert urgency.source["zh-Hans"].startswith("劳动争议调解仲裁法27条，法律援助法44条。")


def test_the_employers_own_deadline_is_never_urgent_and_is_reminded_of_twice() -> None:
    employers, workers = LAW.deadlines(HIT, TODAY)
    assert (employers.remind_days, workers.remind_days) == ((7, 1), (30, 7, 1))
    assert (employers.is_employers, workers.is_employers) == (True, False)
    assert not employers.is_urgent(employers.due_on)
    assert LAW.urgent(employers) is None
    assert workers.is_urgent(workers.due_on)


def test_a_deadline_of_an_old_case_is_said_in_the_words_of_today() -> None:
    again = LAW.deadline("worker-reports", date(2027, 7, 10))
    assert again in LAW.deadlines(HIT, TODAY)
    assert LAW.deadline("abolished", date(2027, 7, 10)) is None


def test_what_to_keep_and_whom_to_call_goes_by_the_matter() -> None:
    assert [item.text["zh-Hans"] for item in LAW.evidence(HIT)] == [
        "交警认定书", "接单截图", "诊断证明", "工资流水", "合同或入职登记", "工友作证",
    ]  # fmt: skip
    unpaid = Facts(Matter.UNPAID, None)
    assert "police-finding" not in {item.code for item in LAW.evidence(unpaid)}
    assert [item.code for item in LAW.hotlines(unpaid)] == ["12348", "12351", "12333"]
    assert LAW.evidence_called("orders", "zh-Hans") == "接单截图"
    assert LAW.evidence_called("given-up", "zh-Hans") == "given-up"


FACTS = st.builds(
    Facts, st.sampled_from(Matter), st.none() | st.dates(date(2000, 1, 1), date(2090, 1, 1)),
    st.none() | st.sampled_from(Relation), st.sampled_from(["", *Doing]), st.sampled_from(["", *Blame]),
    st.sampled_from(["", "330302", "320102"]), st.none() | st.booleans(),
    st.none() | st.dates(date(2000, 1, 1), date(2090, 1, 1)),
)  # fmt: skip


@given(FACTS, st.dates(date(2000, 1, 1), date(2091, 1, 1)))
def test_whatever_somebody_tells_they_are_told_something_with_its_source_and_in_order(
    facts: Facts, today: date
) -> None:
    found = LAW.deadlines(facts, today)
    coming = [each.due_on for each in found if not each.is_passed(today)]
    passed = [each.due_on for each in found if each.is_passed(today)]
    assert [each.due_on for each in found] == sorted(coming) + sorted(passed, reverse=True)
    assert all(_is_whole(each) for each in found)
    for language in LANGUAGES:
        assert all(each.text and "{" not in each.text for each in LAW.explanations(facts, language))
        assert LAW.explanations(facts, language)
        assert LAW.sources(facts, language)
    assert LAW.evidence(facts)


def _is_whole(deadline: Deadline) -> bool:
    texts = (deadline.text, deadline.source, deadline.short, deadline.ask, deadline.passed)
    return all(text[language] for text in texts for language in LANGUAGES)


def test_the_receipt_s_articles_can_be_read_as_they_stand() -> None:
    originals = {each.law: each.articles for each in LAW.originals(HIT, "zh-Hans")}
    assert list(originals) == ["工伤保险条例", "法律援助法"]
    assert [*originals["工伤保险条例"]] == [17, 18, 20]
    assert originals["工伤保险条例"][17].startswith("职工发生事故伤害")


def test_every_article_that_is_cited_as_shipped_is_there_to_read() -> None:
    matters = (Facts(matter, TODAY, relation, Doing.COMMUTE) for matter in Matter for relation in Relation)
    shown = [each for facts in matters for each in LAW.originals(facts, "en")]
    assert [(each.law, number) for each in shown for number, text in each.articles.items() if not text] == []
