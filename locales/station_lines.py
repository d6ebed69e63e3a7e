"""The lines of a station: how far, until when and who says so, how in and what there is."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from locales.labels import Labels, columns, cut, first_number, visible
from locales.week_lines import span_of

LINE_COLUMNS = 52  # of a line on a card; a Chinese character takes two
WAY_CHARACTERS = 30  # of a single way in
WAYS = 3  # that one may get in by, on a card
LINES_KEPT = 4_096  # of those that say what there is: stations are much alike
WISHES_NAMED = 2  # of the filters that are on
LONGEST_WAY_MINUTES = 180  # beyond it, hours and minutes say nothing
ALL_DAY = "24h"  # the filter that is no amenity


class StationLines:
    """What one language says of a door; an `offer` is one of services/stations/offer.py."""

    def __init__(self, labels: Labels) -> None:
        """`labels` are the language's."""
        self._labels, self._word = labels, labels.word
        self.inside = lru_cache(LINES_KEPT)(self._inside)

    def way(self, offer: Any, travel: Any) -> str:
        """How long and how far; the distance first beyond half an hour, and alone where nobody would go."""
        if offer.minutes > LONGEST_WAY_MINUTES:
            return self._labels.distance(offer.meters)
        form = "far" if offer.meters > travel.reach_meters else "near"
        minutes, distance = self._labels.duration(offer.minutes), self._labels.distance(offer.meters)
        return self._word("way_there", form, by=self._word("by", travel), minutes=minutes, distance=distance)

    def hours(self, offer: Any, now: datetime) -> str:
        """Until when, and who says so; `now` is local, as the moments of an offer are."""
        return self._word("hours", _state(offer)).format_map(_Said(self._labels, offer, now))

    def door(self, offer: Any, now: datetime) -> str:
        """Whether it is open now, and until when or when next."""
        return self._word("door", _door(offer)).format_map(_Said(self._labels, offer, now))

    def ways_in(self, entries: Sequence[str]) -> str:
        """How one gets in, in a few words; where nobody said, so it is told."""
        ways = filter(None, (cut(self._word("way", code)) for code in entries[:WAYS]))
        return self._word("list", "or").join(ways) or self._word("list", "no_way")

    def how_in(self, entries: Sequence[str]) -> str:
        """How one gets in; a single way with what one needs for it."""
        alone = cut(self._word("entry", entries[0]), WAY_CHARACTERS) if len(entries) == 1 else ""
        return alone or self.ways_in(entries)

    def wish(self, needs: Collection[str]) -> str:
        """What the filters ask for: 全天开、有换电、厕所."""
        things = [self._word("amenity", code) for code in needs if code != ALL_DAY]
        listed = self._word("list", "comma").join(things[:WISHES_NAMED])
        if len(things) > WISHES_NAMED:
            listed = self._word("list", "several", things=listed, others=len(things) - WISHES_NAMED)
        parts = [self._word("list", "all_day")] if ALL_DAY in needs else []
        return self._word("list", "comma").join(parts + ([self._word("list", "has", things=listed)] if things else []))

    def _inside(self, entries: Sequence[str], amenities: Sequence[str]) -> str:
        """The third line of a station: how one gets in, and as many of the things as have room."""
        line, joint = self.how_in(entries), " · "
        for thing in filter(None, (visible(self._word("amenity", code)) for code in amenities)):
            if columns(line + joint + thing) > LINE_COLUMNS:
                break
            line, joint = line + joint + thing, self._word("list", "and")
        return line


class _Said:
    """What a sentence of [hours] may name; worked out only where it does."""

    def __init__(self, labels: Labels, offer: Any, now: datetime) -> None:
        self._labels, self._offer, self._now = labels, offer, now

    def __getitem__(self, name: str) -> str:
        match name:
            case "closes":
                return self._labels.till(self._offer.closes_at, self._now)
            case "opens":
                return self._labels.moment(self._offer.opens_at, self._now)
            case "left":
                return self._labels.duration(self._offer.minutes_left_on_arrival)
            case "wait":
                return self._labels.duration(self._offer.wait_minutes)
            case "noon":
                return span_of(self._offer.noon.begins, self._offer.noon.ends)
            case "said":
                return self._labels.moment(self._offer.noon.said_at, self._now)
            case "phone":
                return first_number(self._offer.phone)
        raise KeyError(name)


def _state(offer: Any) -> str:
    """Which of the sentences in [hours] is true of a door; where several are, the one that matters most."""
    if not offer.hours_known:
        return "unknown_call" if offer.phone else "unknown"
    if offer.opens_at:
        return _opening(offer) if offer.calendar_known else f"{_opening(offer)}_unpublished"
    if offer.around_the_clock:
        return "all_day"
    if not offer.closes_at:
        return "never"
    if not offer.calendar_known:
        return "unpublished_call" if offer.phone else "unpublished"
    if offer.state == "closing":
        return "closing"
    if offer.noon:
        return "noon"
    marks = {"override": offer.is_override, "makeup": offer.is_makeup, "holiday": offer.is_holiday}
    return next((mark for mark, is_so in marks.items() if is_so), "posted")


def _door(offer: Any) -> str:
    """Which of the sentences in [door] is true of it now."""
    if not offer.hours_known:
        return "unknown"
    if not offer.opens_at and not offer.closes_at:
        return "all_day" if offer.around_the_clock else "never"
    state = "opens" if offer.opens_at else "open"
    return state if offer.calendar_known else f"{state}_unpublished"


def _opening(offer: Any) -> str:
    if offer.state != "opening":
        return "opens"
    return "opens_wait" if offer.wait_minutes else "opens_just"
