"""Whether what a person typed may name a place; what does not is looked for nowhere, and told to no geocoder."""

import re
import unicodedata
from typing import Final

SHORTEST: Final = 2
LONGEST: Final = 30  # characters of a place's name, with its city and a house number

# What stands around a name: 我在体育馆附近, 请问人民路怎么走, near 体育馆.
_BEFORE: Final = re.compile(
    "(?:i'?m |i am |where is |how to get to |go to )?(?:nearest to|near|around|at|close to|by|to) "
    "|(?:你好|您好|师傅|请问|麻烦|帮我|我们|我|要|现在|人在|查|搜|找|看|一下|导航|,|\\s)*(?:在|到|去|往|离|靠近|附近的?)?",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(
    "(?:的|有|没有|有没有|哪|那|这|里|边|边儿|旁边|对面|附近|周边|周围|门口|一带|最近|最近的|怎么走|怎么去|在哪|在哪里|在哪儿|"
    "吗|呢|啊|吧|呀|请|谢谢|休息的?地方)+| (?:please|nearby)",
    re.IGNORECASE,
)
# How names of places end; with such an end 保险大厦 and 法院路 are places.
_PLACE_ENDS: Final = (
    *"路街道巷弄坊村镇乡区县市州省站店城园馆桥楼厦场院寺庙港湾苑庄局所库塔门渡号",
    *("中心", "学校", "大学", "中学", "小学", "街口", "路口"),
)
_PERSONS: Final = re.compile("[我你您他她谁咱俺]|什么|怎么|为啥|老板|师傅|站长")
# Who speaks of work, a wrong, their body or a feeling speaks of no place, unless the words end like one.
_TALK: Final = re.compile(
    "^[老小阿].$|[吗呢吧呀嘛啦哦嗯]$|[了着过]$|公司|平台|欠|工资|工伤|受伤|摔|撞|骨折|流血|中暑|头晕|热死|累|饿|渴|困|骂|打人|"
    "投诉|举报|赔|罚|扣钱|封号|合同|辞退|社保|保险|法律|仲裁|律师|维权|讨薪|多少|能不能|可以|可不|是不是|会不会|"
    "谢谢|再见|今天|明天|昨天|早上|晚上|下午好|哈哈|呵呵|好的|收到|知道|不|别|滚|傻|妈的|垃圾|混蛋|喜欢|想|觉得|天气|下雨|测试"
)
_TALK_IN_ENGLISH: Final = re.compile(
    r"\b(?:i|you|he|she|we|they|it|me|my|your|hello|hi|hey|thanks?|thank|please|help|why|what|when|who|how|is|are|was|"
    r"were|do|does|did|can|not|no|yes|ok|okay|have|has|need|want|fuck\w*|shit|damn|wages?|salary|paid|injur\w*|"
    r"accident|hurt|boss|lawyer|foo|test)\b",
    re.IGNORECASE,
)
_SENTENCE_ENDS: Final = re.compile("[。!;…\n?]")
_AT_THE_EDGES: Final = " .,。!?~:“”\"'()、…"


def place_in(text: str) -> str:
    """The name of the place that a text may mean, "" if it means none: talk, a greeting, a number, a link."""
    line = unicodedata.normalize("NFKC", text).strip().strip(_AT_THE_EDGES)
    if _SENTENCE_ENDS.search(line) or "://" in line:
        return ""
    name = _without_what_stands_around(" ".join(line.split()))
    if not SHORTEST <= len(name) <= LONGEST or sum(map(str.isalpha, name)) < SHORTEST:
        return ""
    is_talk = _PERSONS.search(name) or (_TALK.search(name) and not ends_like_a_place(name))
    return "" if is_talk or _TALK_IN_ENGLISH.search(name) else name


def ends_like_a_place(name: str) -> bool:
    """Whether a name says itself that it is a place's, as 大光明路口 does."""
    return name.endswith(_PLACE_ENDS)


def _without_what_stands_around(line: str) -> str:
    before = _BEFORE.match(line)
    name = line[before.end() :] if before else line
    for after in _AFTER.finditer(name):
        if after.end() == len(name):
            name = name[: after.start()]
    return name.strip(_AT_THE_EDGES)
