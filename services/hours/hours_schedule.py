"""Which days have which times, gathered from the words of posted hours, and the OSM syntax that says so."""

from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Final

from services.errors import UnreadableHours
from services.hours.clock_text import ALL_DAY, DAY, Span
from services.hours.hours_words import HOLIDAY, WEEK, Season, Word

DAY_NAMES: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "PH")
SELECTORS: Final = ("days", "every", "season")
VALUES: Final = ("span", "allday")

Times = tuple[Span, ...]
Table = dict[int, Times]  # by day; HOLIDAY among them


@dataclass(slots=True)
class Group:
    """Selectors and the values that belong to them."""

    season: Season | None = None
    season_first: bool = False
    named: frozenset[int] = frozenset()
    is_every: bool = False
    spans: list[Span] = field(default_factory=list)
    is_allday: bool = False

    @property
    def has_values(self) -> bool:
        """Whether a selector that follows begins another group."""
        return bool(self.spans) or self.is_allday

    @property
    def is_narrow(self) -> bool:
        """Whether it names days, but not the whole week."""
        return bool(self.named) and not self.is_every and not self.named >= WEEK

    def days(self) -> frozenset[int]:
        """The days it speaks of, all seven if it names none."""
        if self.is_every and self.named & WEEK and not self.named >= WEEK:
            raise UnreadableHours("又写每天又写了星期几，请只留一样，如 周一至周五 8:30-17:30")
        return self.named if self.named and not self.is_every else WEEK | self.named

    def take(self, word: Word) -> None:
        """Add one selector or value."""
        if word.kind == "season":
            if self.season:
                raise UnreadableHours("两个季节连在一起了，请各写各的钟点，如 5月-9月 6:00-20:00；10月-4月 7:00-18:00")
            self.season, self.season_first = word.season, not (self.named or self.is_every)
        self.named |= word.days
        self.is_every |= word.kind == "every"
        self.spans += word.spans if word.kind == "span" else ()
        self.is_allday |= word.kind == "allday"

    def times(self) -> Times:
        """Its spans in the order of the day; UnreadableHours where they overlap or run backwards."""
        spans = tuple(dict.fromkeys(self.spans)) or (ALL_DAY,)
        for earlier, later in pairwise(spans):
            if later.start < earlier.end:
                raise UnreadableHours(f"“{earlier}”和“{later}”重叠或前后颠倒，请按先后写，下午用24小时，如 14:00-17:30")
        if len(spans) > 1 and spans[-1].end - DAY > spans[0].start:
            raise UnreadableHours(f"“{spans[-1]}”过夜后和“{spans[0]}”重叠，请只留一段")
        return spans


def to_osm(words: list[Word]) -> str:
    """OSM syntax of words among which there is at least one value; UnreadableHours if they leave a doubt."""
    groups = _in_context(
        _groups(_selectors_first([word for word in words if word.kind in (*SELECTORS, *VALUES, "end")]))
    )
    tables = _tables(groups)
    _add_days(tables, groups, frozenset().union(*(word.days for word in words if word.kind == "also")))
    closed = frozenset[int]().union(*(word.days for word in words if word.kind == "closed"))
    if len(closed - {HOLIDAY}) > 3 and not all(group.named or group.is_every for group in groups):
        raise UnreadableHours("分不清哪些天开放，请把星期几写在钟点前面，如 周六 8:30-17:30；周一至周五休息")
    for table in tables.values():
        for day in closed & table.keys():
            del table[day]
    if not all(tables.values()):
        raise UnreadableHours("写了钟点，却又说这些天都休息，请只留一样")
    _take_breaks(tables, [span for word in words if word.kind == "break" for span in word.spans])
    return _written(tables, closed)


def _selectors_first(words: list[Word]) -> list[Word]:
    """8:00-18:00（周一至周五）read as 周一至周五 8:00-18:00, sentence by sentence and then as a whole."""
    sentences = [list(sentence) for is_end, sentence in groupby(words, lambda word: word.kind == "end") if not is_end]
    turned = [word for sentence in sentences for word in _turned(sentence)]
    return _turned(turned)


def _turned(words: list[Word]) -> list[Word]:
    """Selectors that follow their values, moved before them: only possible if a value is first and a selector last."""
    if words[0].kind not in VALUES or words[-1].kind not in SELECTORS:
        return words
    runs = [list(run) for _, run in groupby(words, lambda word: word.kind in VALUES)]
    return [word for values, selectors in zip(runs[::2], runs[1::2], strict=True) for word in (*selectors, *values)]


def _groups(words: list[Word]) -> list[Group]:
    groups = [Group()]
    for word in words:
        if word.kind in SELECTORS and groups[-1].has_values:
            groups.append(Group())
        groups[-1].take(word)
    if not groups[-1].has_values:
        raise UnreadableHours("有的日子没写钟点，请每一段都写上，如 周一至周五 8:30-17:30；周末 9:00-16:00")
    return groups


def _in_context(groups: list[Group]) -> list[Group]:
    """Headings carry on: 夏季(5月-9月)：周一至周五 …，周末 …, and 周一至周五：夏季(5月-9月) …，冬季(10月-4月) …"""
    heading = Group()
    for group in groups:
        if group.season and heading.season and not group.named and not heading.season_first:
            group.named, group.is_every = heading.named, heading.is_every
        elif group.season or not heading.season or group.named == {HOLIDAY}:
            heading = group if group.season else heading
        elif heading.season_first and heading.named:
            group.season = heading.season
    _refuse_doubtful(groups)
    return groups


def _refuse_doubtful(groups: list[Group]) -> None:
    if len(groups) == 1:
        return
    for group in groups:
        is_silent = not (group.named or group.is_every)
        others = [other for other in groups if other is not group]
        if is_silent and any(other.is_narrow and other.named != {HOLIDAY} for other in others):
            raise UnreadableHours("有的钟点没写是星期几，请每一段都写上，如 周一至周五 8:30-17:30；周末 9:00-16:00")
        if not group.season and group.named and any(other.season and not other.named for other in others):
            if group.named == {HOLIDAY}:
                continue
            raise UnreadableHours(
                "分不清哪个季节的星期几，请写成 5月-9月 周一至周五 6:00-20:00；10月-4月 周一至周五 7:00-18:00"
            )


def _tables(groups: list[Group]) -> dict[Season | None, Table]:
    """The times by season and day; what names single days wins over 每天."""
    tables: dict[Season | None, Table] = {}
    settled: set[tuple[Season | None, int]] = set()
    for group in sorted(groups, key=lambda group: group.is_narrow):
        table = tables.setdefault(group.season, {})
        for day in group.days():
            if (group.season, day) in settled and table[day] != group.times():
                raise UnreadableHours(
                    f"{'星期' + '一二三四五六日'[day] if day < HOLIDAY else '节假日'}写了两次，钟点不一样，请只留一个"
                )
            table[day] = group.times()
        settled |= {(group.season, day) for day in group.days() if group.is_narrow}
    _refuse_two_seasons([season for season in tables if season])
    return dict(sorted(tables.items(), key=lambda item: item[0] is not None))


def _refuse_two_seasons(seasons: list[Season]) -> None:
    for place, season in enumerate(seasons):
        for other in seasons[:place]:
            if both := sorted(season.days & other.days):
                raise UnreadableHours(
                    f"{both[0][0]}月{both[0][1]}日在两个季节里，请写清楚，如 5月-9月 6:00-20:00；10月-4月 7:00-18:00"
                )


def _add_days(tables: dict[Season | None, Table], groups: list[Group], days: frozenset[int]) -> None:
    """照常 on these days: the same times, if there is only one kind of times."""
    is_silent = not any(group.named or group.is_every for group in groups)
    if days & frozenset(range(5)) and is_silent and not days >= WEEK:
        raise UnreadableHours("分不清哪些天开放，请把星期几写在钟点前面，如 周一至周五 8:30-17:30")
    for table in tables.values():
        if days and len(set(table.values())) > 1:
            raise UnreadableHours("“照常”分不清是哪一段钟点，请写上钟点，如 节假日 9:00-16:00")
        table.update(dict.fromkeys(days, next(iter(table.values()))))


def _take_breaks(tables: dict[Season | None, Table], breaks: list[Span]) -> None:
    for pause in breaks:
        hit = False
        for table in tables.values():
            for day, times in table.items():
                table[day] = tuple(part for span in times for part in _without(span, pause))
                hit = hit or table[day] != times
        if not hit:
            raise UnreadableHours(f"休息的“{pause}”不在开放时间里面，请写成 8:30-12:00,13:30-17:30")


def _without(span: Span, pause: Span) -> tuple[Span, ...]:
    if not span.start < pause.start < pause.end < span.end:
        return (span,)
    return Span(span.start, pause.start), Span(pause.end, span.end)


def _written(tables: dict[Season | None, Table], closed: frozenset[int]) -> str:
    if list(tables) == [None] and not closed and _is_always_open(tables[None]):
        return "24/7"
    rules = [rule for season, table in tables.items() for rule in _rules(season, table)]
    runs_overnight = any(span.end > DAY for table in tables.values() for times in table.values() for span in times)
    # A rule that shuts a day would cut the night that runs into it; a day without a rule is shut anyway.
    shown = closed & {HOLIDAY} if runs_overnight else closed
    rules += [f"{_day_list([day for day in sorted(shown) if day < HOLIDAY])} off"] if shown - {HOLIDAY} else []
    return "; ".join(rules + (["PH off"] if HOLIDAY in closed else []))


def _is_always_open(table: Table) -> bool:
    return table.keys() >= WEEK and all(
        len(times) == 1 and times[0].end - times[0].start == DAY for times in table.values()
    )


def _rules(season: Season | None, table: Table) -> list[str]:
    rules = []
    for times in dict.fromkeys(table[day] for day in sorted(table)):
        days = [day for day in sorted(table) if table[day] == times]
        names = "" if season and days == list(range(7)) else _day_list(days)
        rules.append(
            " ".join(part for part in (season.osm if season else "", names, ",".join(map(str, times))) if part)
        )
    return rules


def _day_list(days: list[int]) -> str:
    """Mo-Fr for three days or more in a row, Sa,Su for two."""
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1 and day != HOLIDAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    names = [
        [DAY_NAMES[run[0]] + "-" + DAY_NAMES[run[-1]]] if len(run) > 2 else [DAY_NAMES[day] for day in run]
        for run in runs
    ]
    return ",".join(name for run in names for name in run)
