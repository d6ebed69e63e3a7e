"""Uploads: files that come with a call, in parts of a form, and are named in other parts."""

from typing import Any

Json = dict[str, Any]

ATTACHED = "attach://"


class Upload(bytes):
    """The bytes of a file and the name that its sender gave it."""

    name: str = ""


def named(content: bytes, name: str) -> Upload:
    """An upload with its name."""
    upload = Upload(content)
    upload.name = name
    return upload


def set_aside(parameters: Json) -> tuple[Json, dict[str, Upload]]:
    """The parameters themselves, and the files that one of them names with attach://."""
    uploads = {name: value for name, value in parameters.items() if isinstance(value, Upload)}
    if not uploads:
        return parameters, {}
    words = " ".join(value for value in parameters.values() if isinstance(value, str))
    attached = {name: upload for name, upload in uploads.items() if f"{ATTACHED}{name}" in words}
    return {name: value for name, value in parameters.items() if name not in attached}, attached


def put_in(value: Any, attached: dict[str, Upload]) -> Any:
    """The same value, however deep, with each file where its name stood."""
    if isinstance(value, dict):
        return {name: put_in(part, attached) for name, part in value.items()}
    if isinstance(value, list):
        return [put_in(part, attached) for part in value]
    if isinstance(value, str) and value.startswith(ATTACHED):
        return attached.get(value.removeprefix(ATTACHED), value)
    return value
