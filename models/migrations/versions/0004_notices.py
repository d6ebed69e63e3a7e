"""Notices: what workers want to hear of, what is pushed to many, and what staff announce."""

import sqlalchemy as sa
from alembic import op

from models.schema import Sealed, UtcDateTime

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    _what_is_pushed()
    _what_workers_want()
    _what_staff_announce()


def _what_is_pushed() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=32), nullable=False),
        sa.Column("letters", Sealed(), nullable=True),
        sa.Column("amends", sa.Integer(), nullable=True),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("is_held", sa.Boolean(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("addressed_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
    )
    op.create_index("ix_notice_ended_at", "notice", ["ended_at"])
    op.drop_index("ix_delivery_waiting", "delivery")
    op.drop_index("ix_delivery_state", "delivery")
    op.drop_index("ix_delivery_finished_at", "delivery")
    with op.batch_alter_table("delivery") as delivery:
        delivery.add_column(sa.Column("notice_id", sa.Integer(), nullable=False, server_default="0"))
        delivery.add_column(sa.Column("tapped_at", UtcDateTime(), nullable=True))
    for name, where, columns in (
        ("ix_delivery_waiting", "finished_at IS NULL", ["lane", "notice_id", "id"]),
        ("ix_delivery_sending", "state = 'sending'", ["epoch"]),
        ("ix_delivery_over", "finished_at IS NOT NULL", ["finished_at"]),
        ("ix_delivery_notice", "notice_id > 0", ["notice_id", "state", "tapped_at"]),
        ("ix_delivery_got", "notice_id > 0 AND finished_at IS NOT NULL", ["chat_id", "finished_at"]),
    ):
        op.create_index(name, "delivery", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _what_workers_want() -> None:
    op.create_table(
        "subscription",
        sa.Column("worker_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("topic", sa.String(length=16), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("worker_id", "topic", name="pk_subscription"),
    )
    with op.batch_alter_table("worker") as worker:
        worker.add_column(sa.Column("quiet_from", sa.Integer(), nullable=False, server_default="1320"))
        worker.add_column(sa.Column("quiet_until", sa.Integer(), nullable=False, server_default="360"))
        worker.add_column(sa.Column("notices_a_day", sa.Integer(), nullable=False, server_default="2"))
        worker.add_column(sa.Column("hushed_until", UtcDateTime(), nullable=True))
        worker.add_column(sa.Column("near_station_id", sa.Integer(), nullable=True))
        worker.add_column(sa.Column("near_meters", sa.Integer(), nullable=False, server_default="3000"))
        worker.create_foreign_key("fk_worker_near_station_id", "station", ["near_station_id"], ["id"])
    for topic in ("heat", "meals", "announcements"):  # what agreeing to an area switches on
        op.execute(
            sa.text(
                "insert into subscription (worker_id, topic, since)"
                " select id, :topic, area_agreed_at from worker where area_agreed_at is not null"
            ).bindparams(topic=topic)
        )


def _what_staff_announce() -> None:
    op.create_table(
        "broadcast",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("union_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("approver_id", sa.BigInteger(), nullable=True),
        sa.Column("content", Sealed(), nullable=False),
        sa.Column("topic", sa.String(length=16), nullable=False),
        sa.Column("area", sa.String(length=12), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=True),
        sa.Column("meters", sa.Integer(), nullable=True),
        sa.Column("occupation", sa.String(length=32), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("head_count", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("last_worker_id", sa.BigInteger(), nullable=True),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("progress_message_id", sa.BigInteger(), nullable=True),
        sa.Column("accounts", sa.Text(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("approved_at", UtcDateTime(), nullable=True),
        sa.Column("starts_at", UtcDateTime(), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["union_id"], ["union.id"], name="fk_broadcast_union_id"),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name="fk_broadcast_station_id"),
        sa.PrimaryKeyConstraint("id", name="pk_broadcast"),
    )
    for column in ("state", "author_id", "notice_id", "finished_at"):
        op.create_index(f"ix_broadcast_{column}", "broadcast", [column])
