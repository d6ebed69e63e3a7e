"""The codes of station files and the Chinese words that mean the same."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

Words = Mapping[str, tuple[str, ...]]

HEADERS: Final[Words] = {
    "code": ("编号", "驿站编号", "站点编号", "站号"),
    "name": ("名称", "驿站名称", "站点名称", "站名"),
    "lat": ("纬度", "latitude"),
    "lng": ("经度", "longitude", "lon"),
    "kind": ("类型",),
    "host": ("共建单位类型",),
    "address": ("地址", "详细地址"),
    "adcode": ("行政区划代码",),
    "opening_hours": ("开放时间", "营业时间", "服务时间"),
    "amenities": ("服务设施",),
    "entry": ("进入方式",),
    "phone": ("电话", "联系电话"),
    "keeper": ("站长",),
    "star": ("星级",),
    "note": ("备注",),
}
REQUIRED: Final = ("code", "name", "lat", "lng")

KINDS: Final[Words] = {
    "self_service_24h": ("24小时自助",),
    "commercial_district": ("综合商圈",),
    "rider_store": ("骑手门店",),
    "worker_apartment": ("蓝领公寓",),
    "truck_driver": ("货车司机",),
    "ride_hailing_driver": ("网约车司机", "网约(出租)车司机"),
    "general": ("综合", "其他"),
    "mobile": ("流动",),
}

AMENITIES: Final[Words] = {
    "water": ("饮水", "饮水机", "热水", "喝水"),
    "phone_charging": ("充电", "手机充电"),
    "air_conditioning": ("空调", "纳凉"),
    "heating": ("取暖",),
    "microwave": ("微波炉", "热饭"),
    "hot_meal": ("餐食", "优惠餐"),
    "seat": ("座椅", "桌椅", "休息"),
    "toilet": ("厕所", "卫生间", "如厕"),
    "first_aid": ("药箱", "急救箱"),
    "tools": ("工具箱", "维修工具"),
    "wifi": ("无线网", "Wi-Fi"),
    "battery_swap": ("换电", "换电柜"),
    "ebike_charging": ("电动车充电",),
    "ev_charging": ("充电桩",),
    "parking": ("停车", "泊车位"),
    "shower": ("淋浴",),
    "bed": ("床位",),
    "shoe_dryer": ("烘鞋机",),
    "fridge": ("冰箱", "爱心冰柜"),
    "free_goods": ("爱心互献",),
    "legal_window": ("法律", "维权窗口"),
    "haircut": ("理发",),
    "books": ("书", "书屋"),
}

ENTRIES: Final[Words] = {
    "walk_in": ("直接进", "免登记"),
    "ring": ("按铃",),
    "qr": ("扫码",),
    "code": ("密码",),
    "id_card": ("刷证", "身份证"),
    "face": ("刷脸",),
    "customers": ("仅顾客",),
}

# What the provincial guideline makes part of each kind; the other kinds have no equipment of their own.
STANDARD_EQUIPMENT: Final[Words] = {
    "commercial_district": ("battery_swap",),
    "rider_store": ("tools",),
    "worker_apartment": ("hot_meal",),
    "truck_driver": ("shower", "bed"),
    "ride_hailing_driver": ("ev_charging", "parking"),
}

STARS: Final[Words] = {
    "0": ("", "0.0", "无", "无星", "未评", "未评星", "-"),
    "3": ("3.0", "三", "3星", "三星", "3星级", "三星级", "★★★"),
    "4": ("4.0", "四", "4星", "四星", "4星级", "四星级", "★★★★"),
    "5": ("5.0", "五", "5星", "五星", "5星级", "五星级", "★★★★★"),
}

_SEPARATORS: Final = re.compile(r"[;；,，、/|／｜\r\n]")
_SEPARATORS_OR: Final = re.compile(r"[;；,，、/|／｜\r\n或]")


def fold(text: str) -> str:
    """The text without the differences that nobody means: width, blanks, case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def codes_of(words: Words) -> dict[str, str]:
    """The code of every word, and of every code itself, by their folded spelling."""
    return {fold(word): code for code, chinese in words.items() for word in (code, *chinese)}


KIND_CODES: Final = codes_of(KINDS)
AMENITY_CODES: Final = codes_of(AMENITIES)
ENTRY_CODES: Final = codes_of(ENTRIES)
STAR_CODES: Final = codes_of(STARS)


def split_amenities(cell: str) -> list[str]:
    """The words of a list, without blanks around them and without empty ones."""
    return [word.strip() for word in _SEPARATORS.split(cell) if word.strip()]


def split_entries(cell: str) -> list[str]:
    """The words of a list of ways in, where 或 (or) stands between them as well."""
    return [word.strip() for word in _SEPARATORS_OR.split(cell) if word.strip()]
