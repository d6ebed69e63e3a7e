"""Fuzzing: how hard it is tried, and what people may be sent by somebody hostile.

`make test` tries the same few examples each time; `pytest --hypothesis-profile=long`, as in `make guarantees`, tries
many times as many, other ones each time.
"""

import copy
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

LONG: Final = "long"
TIMES_LONGER: Final = 40
TIMES_MORE_TALK: Final = 10  # of conversations, which take a second each
TRIED: Final[Counter[str]] = Counter()
"""How many inputs of each kind were tried in this run."""

Test = TypeVar("Test", bound=Callable[..., Any])

settings.register_profile(LONG, settings.get_profile("default"), print_blob=True)


def fuzzed(examples: int, *, talks: bool = False) -> Callable[[Test], Test]:
    """Try so many examples, or many times as many; a fixture is made once for all of them.

    What fails is made smaller, but not if it `talks` to a bot: that would take minutes.
    """
    is_long = settings.get_current_profile_name() == LONG
    tried = settings(
        max_examples=examples * ((TIMES_MORE_TALK if talks else TIMES_LONGER) if is_long else 1),
        derandomize=not is_long,
        database=None,
        phases=[Phase.explicit, Phase.generate, *([] if talks else [Phase.shrink])],
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    return lambda test: pytest.mark.fuzz(tried(test))


# --- what is hostile ---------------------------------------------------------------------------------


def deep(levels: int) -> Any:
    """A list in a list in a list."""
    nested: Any = 7
    for _ in range(levels):
        nested = [nested]
    return nested


TEXTS: Final = (
    "",
    "\x00",
    "\ud83d",
    "\udc00x",
    "𠮷" * 4_096,
    "长" * 100_000,
    "\u202eevil",
    "<b>",
    "</code>&amp;<3",
    "{{ 7*7 }}",
    "%s %n",
    "/start",
    "/start@nuanyi_bot x",
    "/bind 330302",
    "/start staff-",
    "-1",
    "1e999",
    "2026-02-30",
    "tg://user?id=1",
    "👩‍👩‍👧" * 700,
    "ﷺ" * 2_000,
    "\n" * 5_000,
    " ",
    "\u2028",
    "'; drop table worker; --",
    "../../etc/passwd",
)
NUMBERS: Final = (0, -1, 1, 2**31, -(2**31), 2**52, 2**53, 2**63, -(2**63), 2**70, 10**30, 0.5, -1e308, 1e308)
HOSTILE: Final = st.sampled_from(
    [*TEXTS, *NUMBERS, None, True, False, [], {}, [[]], [None], {"id": None}, [{}] * 300, deep(90), {"": deep(20)}]
)


def paths(part: Any, here: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to every part of a JSON value but its whole."""
    inside = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for name, value in inside:
        yield (*here, name)
        yield from paths(value, (*here, name))


@st.composite
def mutilated(draw: st.DrawFn, samples: list[dict[str, Any]]) -> dict[str, Any]:
    """One of the samples, in which up to four parts were dropped, replaced, doubled or put one deeper."""
    whole: dict[str, Any] = copy.deepcopy(draw(st.sampled_from(samples)))
    for _ in range(draw(st.integers(0, 4))):
        ways = list(paths(whole))
        if ways:
            _mutilate(draw, whole, draw(st.sampled_from(ways)))
    return whole


def _mutilate(draw: st.DrawFn, whole: Any, way: tuple[str | int, ...]) -> None:
    *ahead, last = way
    for name in ahead:
        whole = whole[name]
    match draw(st.sampled_from(("drop", "replace", "replace", "wrap", "name"))):
        case "drop":
            del whole[last]
        case "replace":
            whole[last] = copy.deepcopy(draw(HOSTILE))
        case "wrap":
            whole[last] = draw(st.sampled_from(([whole[last]], {"id": whole[last]}, {last: whole[last]})))
        case "name" if isinstance(whole, dict) and not isinstance(whole[last], float):
            whole[draw(st.sampled_from(("new_field", "text", "location", "data", "message")))] = whole.pop(last)
