"""What is read around legal aid, with what a hard day puts into it."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

from handlers.legal.outline import OUTLINE, numbers_of
from handlers.legal.told import Told, When
from handlers.services import SORTS
from services.law.facts import Blame, Doing, Matter, Relation
from services.law.law import Original
from services.places.districts import District
from tests.locales.complaints import EVERYTHING, NOTHING

Values = dict[str, Any]
SOURCE = "工伤保险条例17、18、20条。王律师2026年7月1日核过文字"
LONG = District("622927", "积石山保安族东乡族撒拉族自治县", "临夏回族自治州")


AT = {name: number for what in Matter for name, number in numbers_of({"what": what}).items()}


def told(**more: Any) -> Told:
    """Somebody who answered everything."""
    fields: Values = {
        "matter": Matter.INJURY, "when": When(date(2026, 7, 10), False), "district": LONG,
        "relation": Relation.STATION, "on_order": Doing.ORDER, "blame": Blame.THEIRS, "is_still_there": None,
        "left": None, "evidence": ["交警认定书", "接单截图", "诊断证明"], "contact": "phone",
        "phone": "13800000000", "words": ["我送餐被出租车撞了，脚骨折，算不算工伤？"], "voices": 1,
    }  # fmt: skip
    return Told(**fields | more)


TOLD = (
    told(),
    told(matter=Matter.UNPAID, left=When(date(2025, 6, 1), True), is_still_there=False, on_order="", voices=2),
    told(matter=Matter.UNPAID, is_still_there=True, when=When(date(2025, 6, 1), True), contact="station", phone=""),
    told(when=None, district=None, relation=None, on_order="", blame="", evidence=[], words=[], voices=0),
)  # fmt: skip


def legal_values(now: datetime, names: Sequence[str]) -> Iterator[tuple[str, Values]]:
    """Every message, by its template."""
    proposed = {"proposed": ["what", "on-order"]}
    for step, is_first, each in product(OUTLINE.steps, (True, False), (*TOLD, None)):
        answers = {"proposed": []} if each is None else {**proposed, "what": each.matter}
        values = {"answers": answers, "at": AT, "is_first": is_first, "told": each, "now": now}
        values["noted"] = "是站长让我去的，他说不去就扣钱，我就去了，结果路上被撞" if is_first else ""
        yield f"legal-{step.name}", values
    for each in TOLD:
        yield "legal-check", {"answers": {}, "told": each, "now": now}
    yield from receipts(now, names)
    for days, urgency in product(
        (-3, 0, 5), ({}, {"text": "期限到头了。", "say": "申请先行法律援助。", "help": "可以先帮。"})
    ):
        yield "legal-urgent", {
            "reference": "L999999", "union": names[1], "due_on": now.date() + timedelta(days=days), "days": days,
            "short": "报工伤", "passed": "别怕。", "urgency": urgency, "source": SOURCE,
        }  # fmt: skip
    yield from (("legal-not-now", {"has_union": has_union}) for has_union in (True, False))
    yield "legal-ahead", {"day": date(2027, 12, 25)}
    yield from (("legal-reminding", {"is_on": is_on}) for is_on in (True, False))
    originals = [Original("工伤保险条例", {17: "职工发生事故伤害。", 99: ""}), Original("人社部发〔2025〕24号", {})]
    yield "legal-law", {"reference": "L999999", "originals": originals}


def receipts(now: datetime, names: Sequence[str]) -> Iterator[tuple[str, Values]]:
    """The receipt: with and without deadlines, passed ones among them."""
    lines = [
        {"due_on": now.date() + timedelta(days=days), "text": "单位该去报工伤，30天", "passed": passed}
        for days, passed in ((-30, "会重新算。"), (20, ""), (361, ""))
    ]
    paragraphs = [{"title": "算不算工伤？", "text": "人社部门定。"}, {"title": "", "text": "没签合同也能报。"}]
    for each, deadlines, name, is_fresh in product(TOLD, ([], lines), names, (True, False)):
        if each.when or not deadlines:
            yield "legal-receipt", {
                "is_fresh": is_fresh, "reference": "L999999", "union": name, "told": each, "due": now, "now": now,
                "deadlines": deadlines, "paragraphs": paragraphs, "source": SOURCE,
            }  # fmt: skip


def service_values(now: datetime, names: Sequence[str]) -> Iterator[tuple[str, Values]]:
    """The other services."""
    yield "services", {}
    for kind, sorts in SORTS.items():
        for sort, district, said in product(sorts, ("", LONG.name), (NOTHING, EVERYTHING)):
            shown = {"kind": kind, "sort": sort, "district": district}
            for template in ("service-sort", "service-where", "service-which", "service-words", "service-check"):
                yield template, {**shown, "told": said}
            due = {"first": now, "done": now + timedelta(days=5), "now": now}
            yield from (("service-receipt", {**shown, "reference": "A123456", "union": name, **due}) for name in names)
