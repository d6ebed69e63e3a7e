"""The people of the invented city: two workers, one of whom gets notices, and five who work for its union."""

from dataclasses import dataclass
from typing import Final

from demo.city import CITY

INVENTED: Final = "（虚构）"
DESK_ID: Final = -1_000_000_990_100
"""The group that unions.csv names."""
DESK_TITLE: Final = "清渡市总工会办事群"


@dataclass(frozen=True, slots=True)
class Inhabitant:
    """Somebody with a Telegram number, the same in every run; `posts` are roles and the codes of unions.

    `area` is the code of the district whose notices they have agreed to get.
    `keeps` are the codes of the stations that they look after.
    """

    id: int
    name: str
    posts: tuple[tuple[str, str], ...] = ()
    area: str = ""
    keeps: tuple[str, ...] = ()


WORKERS: Final = (Inhabitant(5_000_000_990_001, "安娜 Ana"), Inhabitant(5_000_000_990_002, "阿宝 Bao", area="990102"))
STAFF: Final = (  # the first made the group
    Inhabitant(5_000_000_990_004, "Dina", (("announcer", CITY[1]), ("admin", CITY[1]))),
    Inhabitant(5_000_000_990_003, "Chidi", (("caseworker", CITY[1]),)),
    Inhabitant(5_000_000_990_007, "王律师 Wang", (("lawyer", CITY[1]),)),
    Inhabitant(5_000_000_990_005, "小满 Man", (("keeper", "990102"),)),
    Inhabitant(5_000_000_990_006, "陈师傅 Chen", (("keeper", CITY[1]),), keeps=("QD01", "QD03")),
)
INHABITANTS: Final = (*WORKERS, *STAFF)
