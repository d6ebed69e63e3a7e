"""The Bot API as Telegram publishes it: which method takes what, and whether a value fits."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

Json = dict[str, Any]

PATH = Path(__file__).with_name("api.json")
"""Methods and types of the Bot API, from https://github.com/PaulSonOfLars/telegram-bot-api-spec (api.LICENSE)."""

INTEGER = re.compile(r"-?\d{1,19}")
BOOLEANS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@dataclass(frozen=True, slots=True)
class Problem:
    """One way in which a value does not fit; `kind` is "unknown", "missing" or "wrong"."""

    kind: str
    where: str
    wants: str = ""

    def under(self, parent: str) -> "Problem":
        """The same problem, seen from one level further out."""
        dot = "." if self.where and not self.where.startswith("[") else ""
        return Problem(self.kind, f"{parent}{dot}{self.where}", self.wants)

    def __str__(self) -> str:
        """Read it as a line of a report."""
        return f"{self.where}: {self.kind}" + (f", wants {self.wants}" if self.wants else "")


Check = Callable[[Any, list[Problem]], Any]
"""Takes a value, adds what is wrong with it to the list, returns the value as Telegram reads it."""


def _wrong(wants: str, value: Any, problems: list[Problem]) -> Any:
    problems.append(Problem("wrong", "", wants))
    return value


def _integer(value: Any, problems: list[Problem]) -> Any:
    if type(value) is int:
        return value
    if type(value) is str and INTEGER.fullmatch(value):
        return int(value)
    return _wrong("Integer", value, problems)


def _float(value: Any, problems: list[Problem]) -> Any:
    if type(value) in (int, float):
        return value
    try:
        return float(value) if type(value) is str else _wrong("Float", value, problems)
    except ValueError:
        return _wrong("Float", value, problems)


def _boolean(value: Any, problems: list[Problem]) -> Any:
    if type(value) is bool:
        return value
    if str(value).lower() in BOOLEANS:
        return BOOLEANS[str(value).lower()]
    return _wrong("Boolean", value, problems)


def _string(value: Any, problems: list[Problem]) -> Any:
    if type(value) is str:
        return value
    if type(value) in (int, float):
        return str(value)
    return _wrong("String", value, problems)


def _file(value: Any, problems: list[Problem]) -> Any:
    return value if isinstance(value, (str, bytes)) else _wrong("InputFile", value, problems)


PLAIN: dict[str, Check] = {
    "Integer": _integer,
    "Float": _float,
    "Boolean": _boolean,
    "String": _string,
    "InputFile": _file,
}


def _unpacked(value: Any) -> Any:
    """A nested value may come as a string of JSON, as it must in a form."""
    if type(value) is not str:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _array(name: str, check: Check) -> Check:
    def check_array(value: Any, problems: list[Problem]) -> Any:
        value = _unpacked(value)
        if type(value) is not list:
            return _wrong(name, value, problems)
        read = []
        for index, item in enumerate(value):
            before = len(problems)
            read.append(check(item, problems))
            if len(problems) != before:
                _place(problems, before, f"[{index}]")
        return read

    return check_array


def _place(problems: list[Problem], before: int, name: str) -> None:
    """Let the problems found inside a part say which part that was."""
    problems[before:] = [problem.under(name) for problem in problems[before:]]


def _union(checks: list[Check]) -> Check:
    def check_union(value: Any, problems: list[Problem]) -> Any:
        best: tuple[int, list[Problem], Any] | None = None
        for check in checks:
            trial: list[Problem] = []
            read = check(value, trial)
            if not trial:
                return read
            weight = sum(1 if problem.kind == "unknown" else 100 for problem in trial)
            if best is None or weight < best[0]:
                best = (weight, trial, read)
        assert best is not None
        problems.extend(best[1])
        return best[2]

    return check_union


class Specification:
    """Checks calls and objects against the Bot API; what it compiles once it keeps."""

    def __init__(self, api: Json) -> None:
        self.version: str = api["version"]
        self._methods: Json = api["methods"]
        self._types: Json = api["types"]
        self._checks: dict[str, Check] = {}
        self._forms: dict[str, tuple[dict[str, Check], tuple[str, ...]]] = {}

    def knows(self, method: str) -> bool:
        """Whether Telegram has a method of this name."""
        return method in self._methods

    def read_call(self, method: str, parameters: Json) -> tuple[Json, list[Problem]]:
        """The parameters as Telegram reads them, and every problem with them."""
        problems: list[Problem] = []
        form = self._forms.get(method)
        if form is None:
            form = self._forms[method] = self._compiled(self._methods[method]["fields"])
        return self._read(form, parameters, problems), problems

    def problems_of(self, type_name: str, value: Any) -> list[Problem]:
        """Everything that keeps a value from being a Bot API object of this type ("Array of" allowed)."""
        problems: list[Problem] = []
        self._check(type_name)(value, problems)
        return problems

    def problems_of_result(self, method: str, result: Any) -> list[Problem]:
        """Everything that keeps a value from being a result of this method."""
        problems: list[Problem] = []
        _union([self._check(name) for name in self._methods[method]["returns"]])(result, problems)
        return problems

    def _compiled(self, fields: list[Json]) -> tuple[dict[str, Check], tuple[str, ...]]:
        checks = {field["name"]: self._any_of(field["types"]) for field in fields}
        return checks, tuple(field["name"] for field in fields if field["required"])

    def _any_of(self, names: list[str]) -> Check:
        checks = [self._check(name) for name in names]
        return checks[0] if len(checks) == 1 else _union(checks)

    def _check(self, name: str) -> Check:
        if name in PLAIN:
            return PLAIN[name]
        if name not in self._checks:
            self._checks[name] = self._made(name)
        return self._checks[name]

    def _made(self, name: str) -> Check:
        if name.startswith("Array of "):
            return _array(name, self._check(name.removeprefix("Array of ")))
        if "subtypes" in self._types[name]:
            return _union([self._check(subtype) for subtype in self._types[name]["subtypes"]])
        return self._object(name)

    def _object(self, name: str) -> Check:
        def check_object(value: Any, problems: list[Problem]) -> Any:
            value = _unpacked(value)
            if type(value) is not dict:
                return _wrong(name, value, problems)
            # Types refer to each other in circles (a message replies to a message), so compile when first met.
            form = self._forms.get(name)
            if form is None:
                form = self._forms[name] = self._compiled(self._types[name]["fields"])
            return self._read(form, value, problems)

        return check_object

    def _read(self, form: tuple[dict[str, Check], tuple[str, ...]], value: Json, problems: list[Problem]) -> Json:
        checks, required = form
        read: Json = {}
        for name, part in value.items():
            check = checks.get(name)
            if check is None:
                problems.append(Problem("unknown", name))
                continue
            before = len(problems)
            read[name] = check(part, problems)
            if len(problems) != before:
                _place(problems, before, name)
        for name in required:
            if name not in read:
                problems.append(Problem("missing", name))
        return read


@cache
def bot_api() -> Specification:
    """The published Bot API, read once."""
    return Specification(json.loads(PATH.read_text(encoding="utf-8")))
