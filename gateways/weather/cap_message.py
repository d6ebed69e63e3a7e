"""A message of the Common Alerting Protocol, version 1.2, out of XML that anybody may have written.

docs.oasis-open.org/emergency/cap/v1.2
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from gateways.weather.reading import moment, name, span, words
from services.heat.report import Color
from services.places.adcode import COUNTRY, area_of

NAMESPACE: Final = "urn:oasis:names:tc:emergency:cap:1.2"
DEEPEST: Final = 40  # elements within elements; a message within a feed has ten
HEAT_WORDS: Final = ("高温", "热浪", "中暑", "heat")
HEAT_CODES: Final = frozenset({"11B09"})  # 高温 among the events of China's warnings
COLORS: Final = {"Moderate": Color.YELLOW, "Severe": Color.ORANGE, "Extreme": Color.RED}
_COLORS_RISING: Final = (None, *Color)


@dataclass(frozen=True, slots=True)
class Info:
    """What a message says of one event in one language; `adcodes` are those of its areas that have any."""

    is_heat: bool
    is_chinese: bool
    color: Color | None
    event: str
    headline: str
    description: str
    instruction: str
    sender: str
    onset_at: datetime | None
    expires_at: datetime
    adcodes: tuple[str, ...]

    def concerns(self, adcode: str) -> bool:
        """Whether one of its areas holds that of an adcode, or lies within it."""
        area = area_of(adcode) or ""
        return any(area.startswith(other) or other.startswith(area) for other in map(area_of, self.adcodes) if other)


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `references` are the ids of those it updates or cancels. Only `infos` about heat are among it."""

    id: str
    kind: str
    sender: str
    sent_at: datetime
    references: tuple[str, ...]
    infos: tuple[Info, ...]

    def about(self, adcode: str) -> Info | None:
        """What it says of a place: in Chinese if it can, and the worst."""
        concerned = [info for info in self.infos if info.concerns(adcode)]
        return max(concerned, key=lambda info: (info.is_chinese, _COLORS_RISING.index(info.color)), default=None)


def tree_in(body: bytes) -> Element:
    """The elements of a document, named "{namespace}name"; ValueError if it is none.

    A document type is refused: nobody needs one here but who declares entities that grow.
    """
    builder, depth = TreeBuilder(), 0

    def start(name: str, _: object) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise ValueError("too deep")
        builder.start(_qualified(name), {})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_qualified(name))

    def refuse(*_: object) -> None:
        raise ValueError("a document type")

    made = expat.ParserCreate(namespace_separator="}")
    made.buffer_text = True
    made.StartDoctypeDeclHandler = refuse
    made.StartElementHandler, made.EndElementHandler, made.CharacterDataHandler = start, end, builder.data
    try:
        made.Parse(body, True)
    except expat.ExpatError as error:
        raise ValueError("no XML") from error
    return builder.close()


def messages_in(tree: Element) -> list[Element]:
    """The messages of a document: itself, or those that a feed or a bundle holds."""
    return [*tree.iter(_tag("alert"))]


def message_in(alert: Element) -> Message | None:
    """What a message says; None for an exercise, a test, an acknowledgement, and what is all about something else."""
    kind = _said(alert, "msgType")
    if _said(alert, "status") != "Actual" or kind not in ("Alert", "Update", "Cancel"):
        return None
    sent_at = moment(_said(alert, "sent"))
    infos = [_info(info, sent_at) for info in alert.findall(_tag("info"))]
    heat = tuple(info for info in infos if info.is_heat)
    if not heat and (infos or kind != "Cancel"):  # a cancellation need not repeat what it is about
        return None
    references = tuple(name(each.split(",")[1]) for each in _said(alert, "references").split())
    return Message(name(_said(alert, "identifier")), kind, _said(alert, "sender"), sent_at, references, heat)


def _info(info: Element, sent_at: datetime) -> Info:
    event = _said(info, "event")
    codes = {_said(code, "value") for code in info.findall(_tag("eventCode"))}
    onset_at, expires_at = span(_said(info, "onset") or _said(info, "effective"), _said(info, "expires"), sent_at)
    return Info(
        is_heat=bool(codes & HEAT_CODES) or any(word in event.lower() for word in HEAT_WORDS),
        is_chinese=_said(info, "language").lower().startswith("zh"),
        color=COLORS.get(_said(info, "severity")),
        event=event,
        headline=_said(info, "headline"),
        description=_said(info, "description"),
        instruction=_said(info, "instruction"),
        sender=_said(info, "senderName"),
        onset_at=onset_at,
        expires_at=expires_at,
        adcodes=_adcodes(info),
    )


def _adcodes(info: Element) -> tuple[str, ...]:
    """The administrative codes of its areas, whatever the feed calls them; polygons and circles say none."""
    codes: Sequence[str] = [
        _said(code, "value") for area in info.findall(_tag("area")) for code in area.findall(_tag("geocode"))
    ]
    return tuple(code for code in codes if code == COUNTRY or area_of(code))


def _said(element: Element, tag: str) -> str:
    return words(element.findtext(_tag(tag)))


def _qualified(name: str) -> str:
    return f"{{{name}" if "}" in name else name


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
