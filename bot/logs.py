"""What is logged and what never is: no token, no name, no position, no text of a person."""

import logging
import sys

import structlog

# These write parameters, statements or addresses with the token when they are asked for detail.
QUIET = (
    "telegram",
    "httpx",
    "httpcore",
    "aiosqlite",
    "sqlalchemy",
    "aiohttp",
    "asyncio",
    "alembic",
    "apscheduler",
    "geopy",
)


def set_up_logs(level: str, *, as_json: bool) -> None:
    """Log to stderr from `level` on; the libraries that would tell secrets stay at WARNING whatever the level."""
    logging.basicConfig(stream=sys.stderr, level=level, format="%(message)s", force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(ensure_ascii=False)
            if as_json
            else structlog.dev.ConsoleRenderer(colors=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
