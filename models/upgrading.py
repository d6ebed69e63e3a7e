"""Brings a database to the schema of this version: all steps in one transaction, or none."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from models.database import Database


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration; there is no alembic.ini to keep in step."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


async def upgrade(database: Database) -> None:
    """Run the migrations that are missing."""
    async with database.engine.begin() as connection:
        await connection.run_sync(lambda real: command.upgrade(alembic_config(real), "head"))


async def is_current(database: Database) -> bool:
    """Whether the database stands at this version's schema."""
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    async with database.engine.connect() as connection:
        return head == await connection.run_sync(lambda real: MigrationContext.configure(real).get_current_revision())
