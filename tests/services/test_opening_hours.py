"""Opening hours day by day: night shifts, holidays, make-up workdays, and what the library gets wrong."""

from datetime import date

import pytest

from services.errors import UnreadableHours
from services.hours.holidays import Calendar, DayKind
from services.hours.opening_hours import Hours, normalize

CALENDAR = Calendar.load()
WEDNESDAY = date(2026, 9, 30)
NATIONAL_DAY = date(2026, 10, 1)
MAKEUP_SATURDAY = date(2026, 10, 10)
MAKEUP_SUNDAY = date(2026, 9, 20)


def shown(text: str, day: date) -> str:
    """The spans of a day as 08:00-12:00,18:00-26:00."""
    spans = Hours(text).on(day, CALENDAR.kind(day))
    return ",".join("-".join(f"{minutes // 60:02}:{minutes % 60:02}" for minutes in span) for span in spans)


@pytest.mark.parametrize("text", ["", "   ", "\t\n", "\u3000"])
def test_blank_hours_are_refused_since_the_library_reads_them_as_always_open(text: str) -> None:
    with pytest.raises(UnreadableHours):
        normalize(text)


@pytest.mark.parametrize("text", ["周一至周五", "08:00-18:00;", "25:00-27:00", "Mo-Fr 8-18 Uhr", "PH +1 day off"])
def test_what_cannot_be_read_is_refused_with_one_sentence(text: str) -> None:
    with pytest.raises(UnreadableHours) as refused:
        normalize(text)
    assert text in str(refused.value)
    assert "\n" not in str(refused.value)


def test_endless_hours_are_refused_at_once() -> None:
    with pytest.raises(UnreadableHours, match="too long"):
        normalize("; ".join(["Mo 08:00-09:00"] * 5_000))


def test_readable_hours_come_back_as_written() -> None:
    assert normalize(" Mo-Fr 8:30-17:30; PH off\n") == "Mo-Fr 8:30-17:30; PH off"


@pytest.mark.parametrize(
    ("text", "ordinary", "holiday", "makeup"),
    [
        ("Mo-Fr 08:00-18:00", "08:00-18:00", "", "08:00-18:00"),
        ("Mo-Su 08:00-18:00", "08:00-18:00", "08:00-18:00", "08:00-18:00"),
        ("08:00-18:00", "08:00-18:00", "08:00-18:00", "08:00-18:00"),
        ("Sa-Su 09:00-16:00", "", "09:00-16:00", ""),
        ("Mo-Su 08:00-18:00; PH off", "08:00-18:00", "", "08:00-18:00"),
        ("Mo-Fr 08:00-18:00; PH 09:00-12:00", "08:00-18:00", "09:00-12:00", "08:00-18:00"),
        ("PH,Sa,Su 09:00-16:00", "", "09:00-16:00", ""),
        ("24/7", "00:00-24:00", "00:00-24:00", "00:00-24:00"),
        ("Mo-Su 08:00-18:00; Oct 01-07 09:00-12:00", "08:00-18:00", "09:00-12:00", "08:00-18:00"),
        ("Mo-Su 08:00-18:00; Oct 01 off", "08:00-18:00", "", "08:00-18:00"),
        ('Mo-Fr 08:00-18:00 "PH: ring"', "08:00-18:00", "", "08:00-18:00"),
    ],
)
def test_a_day_off_counts_as_a_sunday_and_a_makeup_day_as_a_workday(
    text: str, ordinary: str, holiday: str, makeup: str
) -> None:
    assert (shown(text, WEDNESDAY), shown(text, NATIONAL_DAY), shown(text, MAKEUP_SATURDAY)) == (
        ordinary,
        holiday,
        makeup,
    )


def test_a_makeup_saturday_counts_as_a_friday_and_a_makeup_sunday_as_a_monday() -> None:
    text = "Mo 07:00-08:00; Fr 09:00-10:00"
    assert shown(text, MAKEUP_SATURDAY) == "09:00-10:00"
    assert shown(text, MAKEUP_SUNDAY) == "07:00-08:00"


def test_the_first_sunday_of_a_month_stays_one_within_a_holiday() -> None:
    assert shown("Mo-Su 08:00-18:00; Su[1] off", date(2026, 10, 4)) == ""


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("18:00-02:00", "18:00-26:00"),
        ("18:00-26:00", "18:00-26:00"),
        ("08:00-12:00,22:00-06:00", "08:00-12:00,22:00-30:00"),
        ("22:00-46:00", "22:00-46:00"),
        ("08:00-08:00", "08:00-32:00"),
        ("00:00-00:00", "00:00-24:00"),
        ("sunset-02:00", "19:00-26:00"),
        ("20:00-sunrise", "20:00-31:00"),
        ("20:00-(sunrise-00:30)", "20:00-30:30"),
        ("Mo-Su 18:00-02:00; We 12:00-13:00 off", "18:00-26:00"),
        ("Mo-Su 18:00-02:00, We 09:00-12:00", "09:00-12:00,18:00-26:00"),
        ("Mo-Su 18:00-02:00; We 09:00-12:00", "09:00-12:00"),
        ("Mo-Su 18:00-02:00; We off", ""),
    ],
)
def test_a_night_shift_belongs_to_the_day_on_which_it_began(text: str, spans: str) -> None:
    assert shown(text, WEDNESDAY) == spans


def test_a_remark_without_hours_does_not_promise_an_open_door() -> None:
    assert Hours('"by appointment"').is_vague
    assert shown('Mo-Tu 08:00-18:00; We "by appointment"', WEDNESDAY) == ""
    assert shown('24/7 "ring the bell"', WEDNESDAY) == "00:00-24:00"


@pytest.mark.parametrize("text", ["unknown", "08:00-18:00 unknown", "off; Sa unknown"])
def test_hours_of_which_nothing_is_sure_are_vague(text: str) -> None:
    assert Hours(text).is_vague


@pytest.mark.parametrize("text", ["off", "08:00-18:00", "08:00-18:00; Sa unknown", "24/7"])
def test_hours_of_which_something_is_sure_are_not_vague(text: str) -> None:
    assert not Hours(text).is_vague


@pytest.mark.parametrize("which", ["Sa[1,3]", "Sa[1,-1]", "Sa[1,3-4]", "Mo-Fr,Sa[1,3]"])
def test_doors_that_open_on_some_saturdays_of_a_month_open_on_those(which: str) -> None:
    text = normalize(f"Mo-Fr 08:00-18:00; {which} 09:00-12:00")
    first_saturday, second_saturday = date(2026, 11, 7), date(2026, 11, 14)
    assert shown(text, first_saturday) == "09:00-12:00"
    assert shown(text, second_saturday) == ""
    assert [Hours(text).on(first_saturday, kind) for kind in (DayKind.OFF, DayKind.MAKEUP)]


def test_a_rule_that_is_nothing_without_its_remark_is_refused() -> None:
    with pytest.raises(UnreadableHours):
        normalize('2026-9999  closed;"x": ')


def test_an_unknown_day_is_read_as_an_ordinary_one() -> None:
    assert Hours("Mo-Fr 08:00-18:00").on(date(2027, 10, 1), DayKind.UNKNOWN) == ((480, 1080),)
