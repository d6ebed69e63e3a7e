"""Orders: JSON from outside, held to the types of what it is for, or it would get in and break something later."""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError, validate_call

Done = TypeVar("Done")
HELD_TO = ConfigDict(arbitrary_types_allowed=True, allow_inf_nan=False)


def obey(function: Callable[..., Done], *here: Any, **order: Any) -> Done:
    """Call with what was ordered; ValidationError where an argument does not fit, of a coroutine when it is awaited."""
    done: Done = _held(function)(*here, **order)
    return done


def made(kind: type[Done], order: dict[str, Any]) -> Done:
    """A dataclass as ordered; ValidationError where a field does not fit, TypeError where there is none of its name."""
    kind(**order)
    return TypeAdapter(kind).validate_python(order)


def misfit(error: ValidationError) -> str:
    """The first thing that does not fit, in one line."""
    first = error.errors()[0]
    return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"


@cache
def _held(function: Callable[..., Any]) -> Callable[..., Any]:
    return validate_call(config=HELD_TO)(function)
