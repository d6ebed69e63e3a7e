"""Opening hours as stations write them, turned into OSM syntax; in doubt refused, never guessed open."""

import re
import unicodedata
from functools import lru_cache

from services.errors import UnreadableHours
from services.hours.hours_schedule import to_osm
from services.hours.hours_words import read_words
from services.hours.opening_hours import LONGEST, normalize

_DASHES = dict.fromkeys(map(ord, "—–―─━‐‑‒−~〜∼ー﹣﹘"), "-")
_SIGNS = str.maketrans("、，。；\n\r∶週", ",,;;;;:周") | dict.fromkeys(map(ord, "()[]{}<>【】《》「」“”\"'"), "|")
_UNKNOWN = re.compile(
    r"[-/\\?.…]*|(?:时间|暂时|目前)?(?:待定|待确认|待通知|待公布|待补充|未定|未知|不详|不清楚|暂无|无|没有|不确定)"
    r"|(?:开放|营业|时间)*(?:不定时?|不定期|不固定|不一定|无固定时间|弹性|灵活|随机)(?:开放|营业)?"
    r"|(?:视|看|按|依|根据)(?:具体|实际|现场)?(?:情况|天气|需要|需求|需|通知)(?:而定|开放|安排|调整)?|不定|随时|白天(?:开放)?"
    r"|(?:请|需|可|提前)*(?:电话|来电|致电)?(?:联系|预约|咨询|询问)(?:站长|站点|管理员|开放|电话|后开放)?"
    r"|(?:以|按)(?:现场|公告|通知|门口|实际)(?:公示|公告|时间|通知)?为准"
    r"|(?:同|与|随|按|和)[^\W\d]{0,12}?(?:上班|办公|营业|开放|工作)(?:时间)?(?:一致|相同|同步|开放|为准)?"
    r"|(?:同|随)[^\W\d]{2,12}|(?:银行|网点|营业厅|门店|商场|超市|单位|正常)?(?:上班|办公|营业|工作|开放)时间(?:内?开放)?"
    r"|(?:正常)?(?:上班|办公)(?:时间)?(?:开放)?|n/?a|nil|none|null|tb[dca]|unknown"
)
_SHUT = re.compile(
    r"(?:已|暂时|临时|暂)?(?:停止|停)(?:对外)?(?:开放|营业|服务|用|业)|已?(?:关闭|关停)|(?:装修|维修|改造)中?(?:暂停开放)?"
)
_OSM_CLOCK = re.compile(r"\d:\d\d|sunrise|sunset|dawn|dusk|24/7|\b(?:off|closed)\b", re.IGNORECASE)


@lru_cache(maxsize=4096)
def to_opening_hours(text: str) -> str:
    """OSM opening hours of what a station wrote; "" if that leaves the hours unknown.

    UnreadableHours, one sentence that says what would be right, if it is neither.
    """
    if len(text) > LONGEST:
        raise UnreadableHours(f"开放时间有{len(text)}个字，太长了，最多{LONGEST}个，别的话请放到备注")
    osm = _osm(unicodedata.normalize("NFKC", text).strip())
    if osm is not None:
        return osm
    plain = _plain(text)
    if _UNKNOWN.fullmatch(plain.strip(" ;,|:")):
        return ""
    if _SHUT.fullmatch(plain.strip(" ;,|:")):
        return "off"
    return _translated(plain)


def _osm(text: str) -> str | None:
    """The text itself if it is OSM syntax; "" if that names no clock time, since nobody means 24 hours by "Mo-Fr"."""
    if not re.search(r"[A-Za-z]|24/7", text):
        return None
    try:
        rule = normalize(text)
    except UnreadableHours:
        return None
    return rule if _OSM_CLOCK.search(re.sub(r'"[^"]*"', "", rule)) else ""


def _plain(text: str) -> str:
    """One spelling for all: half width, lower case, "-" for dashes, "|" for brackets, ";" between sentences."""
    text = text.translate(_SIGNS)
    text = unicodedata.normalize("NFKC", text).translate(_DASHES).translate(_SIGNS).lower()
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"(?<=\d) ?一+ ?(?=\d)", "-", text)  # the numeral one, typed for a dash
    return re.sub(r" ?-+ ?", "-", text)


def _translated(plain: str) -> str:
    words = read_words(plain)
    if not any(word.kind in ("span", "allday") for word in words):
        if any(word.kind == "break" for word in words):
            raise UnreadableHours("只写了休息的钟点，没写开放的，请写成 8:30-12:00,14:00-17:30")
        return ""
    return normalize(to_osm(words))
