"""The demo city's stations as its union would send them: python -m demo.stations 12000 > stations.csv."""

import argparse
import csv
import random
import signal
import sys
from collections.abc import Iterator
from typing import Final

from demo.city import Place, as_sent, district_at, dry, side_of

HEADER: Final = (
    "编号", "名称", "纬度", "经度", "类型", "共建单位类型", "地址", "行政区划代码",
    "开放时间", "服务设施", "进入方式", "电话", "站长", "星级", "备注",
)  # fmt: skip
NOTE: Final = "清渡市是虚构的，驿站、电话都是演示用的"

GENERAL: Final = "综合"
SELF_SERVICE: Final = "24小时自助"
KINDS: Final = {
    SELF_SERVICE: 0.05,
    "综合商圈": 0.007,
    "骑手门店": 0.02,
    "蓝领公寓": 0.008,
    "货车司机": 0.012,
    "网约车司机": 0.015,
}
"""The share of each type that the provincial guideline names; all others are general ones."""
EQUIPMENT: Final = {
    "综合商圈": ("换电柜",),
    "骑手门店": ("维修工具",),
    "蓝领公寓": ("优惠餐",),
    "货车司机": ("淋浴", "床位"),
    "网约车司机": ("充电桩", "泊车位"),
}
AMENITIES: Final = {
    "桌椅": 0.99, "饮水机": 0.99, "手机充电": 0.98, "空调": 0.96, "微波炉": 0.8, "药箱": 0.61, "卫生间": 0.5,
    "Wi-Fi": 0.4, "取暖": 0.3, "书屋": 0.2, "工具箱": 0.2, "维权窗口": 0.11, "电动车充电": 0.08, "爱心冰柜": 0.05,
    "爱心互献": 0.04, "理发": 0.028, "优惠餐": 0.005, "换电柜": 0.004, "烘鞋机": 0.003,
}  # fmt: skip
"""How many stations have what: with the equipment of the types, the national counts of 2024 where there are any."""

HOURS: Final = {
    "周一至周五 08:30-12:00,14:00-17:30": 14,
    "8:30-12:00，14:00-17:30": 6,
    "周一至周五 09:00-17:00": 8,
    "工作日 9：00—17：00": 5,
    "周一到周六 8:00-18:00，周日休息": 5,
    "周一至周五8:30-17:30，周六9:00-12:00": 3,
    "上午8:30-11:30 下午14:00-17:00": 3,
    "周末 9:00-16:00": 1,
    "每天8点到20点": 10,
    "08:00-22:00": 10,
    "07:30-22:30": 6,
    "早7点至晚10点": 4,
    "06:00-22:00": 6,
    "05:00-17:30": 3,
    "07:00-20:30（节假日休息）": 4,
    "18:00-次日6:00": 2,
    "22:00-次日5:00": 1,
    "24小时": 7,
    "": 3,
    "待定": 2,
    "工作日开放": 2,
    "随门店营业时间": 1,
}
"""Opening hours as stations write them, and how often; a few leave open when they are."""
HOURS_OF_SELF_SERVICE: Final = {"24小时": 3, "全天24小时开放": 1}

HOSTS: Final = {
    "职工服务中心": ("工会", "职工之家"),
    "窗口单位": ("便民服务中心", "社区", "警务站"),
    "环卫休息室": ("环卫", "公厕旁"),
    "银行网点": ("银行",),
    "爱心商户": ("加油站", "药店", "超市", "营业厅", "饭店"),
}
ENTRIES: Final = {"直接进": 14, "免登记": 3, "按铃": 1, "仅顾客": 1}
ENTRIES_OF_SELF_SERVICE: Final = {"扫码": 5, "刷脸": 2, "刷证或刷脸": 2, "密码": 1}
STARS: Final = {"": 10, "三星": 6, "四星": 3, "五星": 1}
SURNAMES: Final = "陈林黄周吴徐郑叶王李"
ROAD_FIRST: Final = "望临春南新松梅长云竹白锦安和文明永康"
ROAD_SECOND: Final = "江河水山溪湖桥园塘岭田坊"
ROAD_LAST: Final = "路街巷"

Row = tuple[str, ...]


def stations(count: int) -> Iterator[Row]:
    """The rows under HEADER, in GCJ-02; the same ones for the same count."""
    chance = random.Random(count)
    kinds = _kinds(count, chance)
    side = side_of(count)
    places = [dry((chance.random(), chance.random()), side) for _ in range(count)]
    points = as_sent([((north - 0.5) * side, (east - 0.5) * side) for north, east in places])
    for number, (kind, place, point) in enumerate(zip(kinds, places, points, strict=True), 1):
        yield _station(number, kind, place, point, chance)


def _kinds(count: int, chance: random.Random) -> list[str]:
    """A type for each station: the shares hold, and even a small town has one of each."""
    named = [kind for kind, share in KINDS.items() for _ in range(max(1, round(count * share)))]
    kinds = [*named, *[GENERAL] * (count - len(named))][:count]
    chance.shuffle(kinds)
    return kinds


def _station(number: int, kind: str, place: Place, point: Place, chance: random.Random) -> Row:
    by_itself = kind == SELF_SERVICE
    district, adcode = district_at(*place)
    road = chance.choice(ROAD_FIRST) + chance.choice(ROAD_SECOND) + chance.choice(ROAD_LAST)
    host = chance.choice(list(HOSTS))
    there = [word for word, share in AMENITIES.items() if chance.random() < share]
    return (
        f"Q{number:05}",
        f"{road}{chance.choice(HOSTS[host])}驿站",
        f"{point[0]:.6f}",
        f"{point[1]:.6f}",
        kind,
        host,
        f"{district}{road}{chance.randint(1, 300)}号",
        adcode,
        _one_of(HOURS_OF_SELF_SERVICE if by_itself else HOURS, chance),
        "、".join(dict.fromkeys((*there, *EQUIPMENT.get(kind, ())))),
        _one_of(ENTRIES_OF_SELF_SERVICE if by_itself else ENTRIES, chance),
        f"0000-{88_000_000 + number}",
        f"{chance.choice(SURNAMES)}师傅（虚构）",
        _one_of(STARS, chance),
        NOTE,
    )


def _one_of(weights: dict[str, int], chance: random.Random) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]


def main() -> None:
    """Write the list to standard output, as UTF-8 whatever the terminal's language."""
    parser = argparse.ArgumentParser(prog="python -m demo.stations", description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=300, metavar="COUNT", help="how many, 300 unless said")
    count = parser.parse_args().count
    if count < 1:
        parser.error("COUNT is 1 or more")
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `... | head` ends it without a word
    with open(sys.stdout.fileno(), "w", encoding="utf-8", newline="", closefd=False) as output:
        table = csv.writer(output, lineterminator="\n")
        table.writerow(HEADER)
        table.writerows(stations(count))


if __name__ == "__main__":
    main()
