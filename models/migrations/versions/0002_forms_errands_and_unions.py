"""Forms, errands, unions with their staff, a worker's area, a station's picture."""

import json

import sqlalchemy as sa
from alembic import op

from models.schema import Sealed, UtcDateTime

revision = "0002"
down_revision = "0001"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _what_people_are_in_the_middle_of()
    _keep_the_set_ups_that_wait()
    _unions_and_their_staff()
    with op.batch_alter_table("worker") as worker:
        worker.add_column(sa.Column("area", sa.String(length=12), nullable=False, server_default=""))
        worker.add_column(sa.Column("area_agreed_at", UtcDateTime(), nullable=True))
        worker.add_column(sa.Column("area_refused_at", UtcDateTime(), nullable=True))
        worker.drop_column("setup_step")
        worker.create_index("ix_worker_area", ["area"])
    with op.batch_alter_table("dead_letter") as dead_letter:
        dead_letter.add_column(sa.Column("person_id", sa.BigInteger(), nullable=True))
        dead_letter.create_index("ix_dead_letter_person_id", ["person_id"])
    with op.batch_alter_table("station") as station:
        station.add_column(sa.Column("photo", sa.Text(), nullable=False, server_default=""))


def _what_people_are_in_the_middle_of() -> None:
    op.create_table(
        "form",
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answers", Sealed(), nullable=False),
        sa.Column("last_key", Sealed(), nullable=False),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "name", name="pk_form"),
    )
    op.create_index("ix_form_asked_at", "form", ["asked_at"])

    op.create_table(
        "errand",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("body", Sealed(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("owed_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_errand"),
    )
    op.create_index("ix_errand_due", "errand", ["state", "due_at"])
    op.create_index("ix_errand_finished_at", "errand", ["finished_at"])

    op.create_table(
        "live_card",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("live_message_id", sa.BigInteger(), nullable=False),
        sa.Column("delivery_id", BIG_ID, nullable=False),
        sa.Column("needs", sa.String(length=200), nullable=False),
        sa.Column("edited_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="pk_live_card"),
    )
    op.create_index("ix_live_card_ends_at", "live_card", ["ends_at"])


def _keep_the_set_ups_that_wait() -> None:
    worker = sa.table(
        "worker", *map(sa.column, ("id", "occupation", "setup_step")), sa.column("started_at", UtcDateTime())
    )
    form = sa.table(
        "form", *map(sa.column, ("person_id", "name", "step", "version", "is_paused")),
        sa.column("answers", Sealed()), sa.column("last_key", Sealed()), sa.column("asked_at", UtcDateTime()),
    )  # fmt: skip
    waiting = op.get_bind().execute(sa.select(worker).where(worker.c.setup_step != "")).all()
    rows = [
        {
            "person_id": row.id, "name": "start", "step": row.setup_step, "version": 1, "is_paused": False,
            "answers": json.dumps({"occupation": row.occupation or None} if row.setup_step == "travel" else {}),
            "last_key": "", "asked_at": row.started_at,
        }
        for row in waiting
    ]  # fmt: skip
    if rows:
        op.bulk_insert(form, rows)


def _unions_and_their_staff() -> None:
    op.create_table(
        "union",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("adcode", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("hotline", sa.String(length=40), nullable=False),
        sa.Column("desk_chat_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_union"),
        sa.ForeignKeyConstraint(["parent_id"], ["union.id"], name="fk_union_parent_id"),
        sa.UniqueConstraint("adcode", name="uq_union_adcode"),
        sa.UniqueConstraint("desk_chat_id", name="uq_union_desk_chat_id"),
    )
    op.create_index("ix_union_parent_id", "union", ["parent_id"])

    op.create_table(
        "staff_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("name", Sealed(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("union_id", sa.Integer(), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff_member"),
        sa.ForeignKeyConstraint(["union_id"], ["union.id"], name="fk_staff_member_union_id"),
        sa.UniqueConstraint("telegram_id", "role", "union_id", name="uq_staff_member_once"),
    )
    op.create_index("ix_staff_member_telegram_id", "staff_member", ["telegram_id"])
    op.create_index("ix_staff_member_union_id", "staff_member", ["union_id"])

    op.create_table(
        "invitation",
        sa.Column("token_hash", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("union_id", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("opened_by", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name="pk_invitation"),
        sa.ForeignKeyConstraint(["union_id"], ["union.id"], name="fk_invitation_union_id"),
    )
    op.create_index("ix_invitation_expires_at", "invitation", ["expires_at"])
    op.create_index("ix_invitation_union_id", "invitation", ["union_id"])

    op.create_table(
        "audit_entry",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("union_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entry"),
        sa.ForeignKeyConstraint(["union_id"], ["union.id"], name="fk_audit_entry_union_id"),
    )
    op.create_index("ix_audit_entry_actor_id", "audit_entry", ["actor_id"])
    op.create_index("ix_audit_entry_done_at", "audit_entry", ["done_at"])
