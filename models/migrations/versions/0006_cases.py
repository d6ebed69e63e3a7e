"""Cases: what workers file with their union, what is said in them, and where staff see them."""

import sqlalchemy as sa
from alembic import op

from models.schema import Sealed, UtcDateTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    _what_workers_agree_to()
    _what_becomes_of_desks()
    _the_case()
    _what_belongs_to_it()
    _where_staff_see_it()


def _what_workers_agree_to() -> None:
    with op.batch_alter_table("worker") as worker:
        worker.add_column(sa.Column("cases_agreed_at", UtcDateTime(), nullable=True))
        worker.add_column(sa.Column("went_to_id", sa.Integer(), nullable=True))
        worker.add_column(sa.Column("went_at", UtcDateTime(), nullable=True))
        worker.create_foreign_key("fk_worker_went_to_id", "station", ["went_to_id"], ["id"])


def _what_becomes_of_desks() -> None:
    with op.batch_alter_table("union") as union:
        union.add_column(sa.Column("desk_lost_at", UtcDateTime(), nullable=True))


def _the_case() -> None:
    op.create_table(
        "case_number",
        sa.Column("letter", sa.String(length=1), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("letter", name="pk_case_number"),
    )

    op.create_table(
        "case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("letter", sa.String(length=1), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("category", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("worker_id", sa.BigInteger(), nullable=True),
        sa.Column("union_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("adcode", sa.String(length=12), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=True),
        sa.Column("answers", Sealed(), nullable=False),
        sa.Column("revealed", Sealed(), nullable=True),
        sa.Column("taken_by", sa.BigInteger(), nullable=True),
        sa.Column("taken_at", UtcDateTime(), nullable=True),
        sa.Column("filed_at", UtcDateTime(), nullable=False),
        sa.Column("clock_from", UtcDateTime(), nullable=False),
        sa.Column("first_due_at", UtcDateTime(), nullable=False),
        sa.Column("done_due_at", UtcDateTime(), nullable=False),
        sa.Column("first_answer_at", UtcDateTime(), nullable=True),
        sa.Column("nudged_at", UtcDateTime(), nullable=True),
        sa.Column("stopped_at", UtcDateTime(), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("verdict", sa.String(length=8), nullable=False),
        sa.Column("rating", sa.String(length=8), nullable=False),
        sa.Column("unreachable_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name="fk_case_station_id"),
        sa.ForeignKeyConstraint(["union_id"], ["union.id"], name="fk_case_union_id"),
        sa.PrimaryKeyConstraint("id", name="pk_case"),
        sa.UniqueConstraint("letter", "number", name="uq_case_reference"),
    )
    op.create_index("ix_case_closed_at", "case", ["closed_at"])
    op.create_index("ix_case_station", "case", ["station_id", "category", "filed_at"])
    op.create_index("ix_case_union", "case", ["union_id", "state"])
    op.create_index("ix_case_worker_id", "case", ["worker_id"])


def _what_belongs_to_it() -> None:
    op.create_table(
        "case_deadline",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=32), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reminded_days", sa.Integer(), nullable=True),
        sa.Column("stopped_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_case_deadline_case_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case_id", "rule", name="pk_case_deadline"),
    )
    op.create_index("ix_case_deadline_due_on", "case_deadline", ["due_on"])

    op.create_table(
        "case_follower",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_case_follower_case_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case_id", "worker_id", name="pk_case_follower"),
    )
    op.create_index("ix_case_follower_worker_id", "case_follower", ["worker_id"])

    op.create_table(
        "case_message",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=8), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("text", Sealed(), nullable=False),
        sa.Column("file_kind", sa.String(length=16), nullable=False),
        sa.Column("file_id", Sealed(), nullable=True),
        sa.Column("media_group_id", sa.String(length=64), nullable=False),
        sa.Column("earlier", Sealed(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("source_chat_id", sa.BigInteger(), nullable=True),
        sa.Column("source_message_id", sa.BigInteger(), nullable=True),
        sa.Column("said_at", UtcDateTime(), nullable=False),
        sa.Column("delivery_id", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("desk_delivery_id", sa.BigInteger(), nullable=True),
        sa.Column("desk_message_id", sa.BigInteger(), nullable=True),
        sa.Column("shown_revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_case_message_case_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_case_message"),
    )
    op.create_index("ix_case_message_case_id", "case_message", ["case_id"])
    op.create_index("ix_case_message_source", "case_message", ["source_chat_id", "source_message_id"])
    for name, column, where in (
        ("unshown", "case_id", sa.text("desk_delivery_id IS NULL")),
        ("changed", "case_id", sa.text("revision > shown_revision AND desk_delivery_id > 0")),
        ("awaited", "delivery_id", sa.text("outcome = '' AND delivery_id IS NOT NULL")),
    ):
        op.create_index(f"ix_case_message_{name}", "case_message", [column], sqlite_where=where, postgresql_where=where)


def _where_staff_see_it() -> None:
    op.create_table(
        "case_card",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("delivery_id", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_case_card_case_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case_id", "telegram_id", name="pk_case_card"),
    )

    op.create_table(
        "case_topic",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=True),
        sa.Column("card_message_id", sa.BigInteger(), nullable=True),
        sa.Column("title", sa.String(length=128), nullable=False),
        sa.Column("card", sa.String(length=40), nullable=False),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("seen_version", sa.Integer(), nullable=False),
        sa.Column("seen_followers", sa.Integer(), nullable=False),
        sa.Column("deed", sa.String(length=16), nullable=False),
        sa.Column("delivery_id", sa.BigInteger(), nullable=True),
        sa.Column("shows", sa.String(length=128), nullable=False),
        sa.Column("covers", sa.BigInteger(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_case_topic_case_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case_id", "chat_id", name="pk_case_topic"),
    )
    op.create_index("ix_case_topic_place", "case_topic", ["chat_id", "topic_id"])
    is_busy = sa.text("(deed <> '' OR state = 'leaving')")
    op.create_index("ix_case_topic_busy", "case_topic", ["case_id"], sqlite_where=is_busy, postgresql_where=is_busy)
