"""What PostgreSQL says when it takes nothing just now, made one kind of error: OperationalError, as SQLite's is."""

from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import OperationalError

# SQLSTATEs begin so: no connection, read-only since a failover, undone for another's sake, no room, locked, stopped by
# an operator or a time limit, a disk's error. www.postgresql.org/docs/current/errcodes-appendix.html
REFUSING = ("08", "25006", "40", "53", "55", "57", "58")


def unite_refusals(engine: Engine) -> None:
    """Let every refusal of this engine's database be an OperationalError, whichever library noticed it."""
    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "handle_error", _refusal)


def _connect(dialect: Any, _record: Any, words: list[Any], settings: dict[str, Any]) -> Any:
    """SQLAlchemy lets pass raw what happens before there is a connection."""
    library = dialect.loaded_dbapi
    errors = (OSError, TypeError, ValueError, library.asyncpg.PostgresError, library.asyncpg.InterfaceError)
    try:
        return library.connect(*words, **settings)
    except errors as error:  # TypeError, ValueError: the address has a part that nobody knows
        raise library.OperationalError(_in_one_line(error), error) from error


def _refusal(context: ExceptionContext) -> OperationalError | None:
    error = context.original_exception
    if isinstance(error, TimeoutError):
        context.is_disconnect = True  # it may answer later, to a question that nobody asks any more
    elif not isinstance(error, OSError) and not (getattr(error, "sqlstate", None) or "").startswith(REFUSING):
        return None
    return OperationalError(
        context.statement, None, error, hide_parameters=True, connection_invalidated=context.is_disconnect
    )


def _in_one_line(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}"
