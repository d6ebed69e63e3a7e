"""Heat and meals: what the weather and the clock push, and what keepers say of their doors."""

import sqlalchemy as sa
from alembic import op

from models.schema import UtcDateTime

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    _what_notices_are_about()
    _the_weather()
    _what_keepers_say()
    _what_takes_place()


def _what_notices_are_about() -> None:
    is_a_first = sa.text("about <> '' AND amends IS NULL")
    with op.batch_alter_table("notice") as notice:
        notice.add_column(sa.Column("about", sa.String(length=32), nullable=False, server_default=""))
        notice.add_column(sa.Column("area", sa.String(length=12), nullable=False, server_default=""))
        notice.add_column(sa.Column("station_id", sa.Integer(), nullable=False, server_default="0"))
        notice.add_column(sa.Column("meters", sa.Integer(), nullable=False, server_default="0"))
        notice.add_column(sa.Column("rank", sa.Integer(), nullable=False, server_default="0"))
    op.create_index(
        "uq_notice_place", "notice", ["about", "area", "station_id", "meters"], unique=True,
        sqlite_where=is_a_first, postgresql_where=is_a_first,
    )  # fmt: skip
    op.drop_index("ix_worker_area", "worker")
    op.create_index("ix_worker_area", "worker", ["area", "near_station_id"])
    op.create_index("ix_worker_near_station_id", "worker", ["near_station_id"])


def _the_weather() -> None:
    op.create_table(
        "heat_alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("adcode", sa.String(length=12), nullable=False),
        sa.Column("color", sa.String(length=8), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("instruction", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("attribution", sa.Text(), nullable=False),
        sa.Column("celsius", sa.Float(), nullable=True),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("raised_from", sa.String(length=8), nullable=False),
        sa.Column("worst", sa.String(length=8), nullable=False),
        sa.Column("worst_at", UtcDateTime(), nullable=False),
        sa.Column("posted_by", sa.BigInteger(), nullable=True),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("onset_at", UtcDateTime(), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("heard_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("is_called_off", sa.Boolean(), nullable=False),
        sa.Column("are_keepers_asked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_heat_alert"),
    )
    op.create_index("ix_heat_alert_adcode", "heat_alert", ["adcode"])
    op.create_index("ix_heat_alert_ended_at", "heat_alert", ["ended_at"])
    op.create_table(
        "heat_report",
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("source_id", sa.String(length=200), nullable=False),
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("heard_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["heat_alert.id"], name="fk_heat_report_alert_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("source", "source_id", name="pk_heat_report"),
    )
    op.create_index("ix_heat_report_alert_id", "heat_report", ["alert_id"])
    op.create_table(
        "forecast",
        sa.Column("adcode", sa.String(length=12), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("maximum", sa.Float(), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.Column("attribution", sa.Text(), nullable=False),
        sa.Column("heard_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("adcode", "day", name="pk_forecast"),
    )
    op.create_index("ix_forecast_heard_at", "forecast", ["heard_at"])
    op.create_table(
        "weather_source",
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("heard_at", UtcDateTime(), nullable=True),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_weather_source"),
    )


def _what_keepers_say() -> None:
    op.create_table(
        "station_keeper",
        sa.Column("telegram_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"], ["station.id"], name="fk_station_keeper_station_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("telegram_id", "station_id", name="pk_station_keeper"),
    )
    op.create_index("ix_station_keeper_station_id", "station_keeper", ["station_id"])
    op.create_table(
        "noon_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("begins", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("open_until", sa.Integer(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("override_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name="fk_noon_question_station_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["override_id"], ["opening_override.id"], name="fk_noon_question_override_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_noon_question"),
        sa.UniqueConstraint("station_id", "day", name="uq_noon_question_once"),
    )
    op.create_index("ix_noon_question_asked_at", "noon_question", ["asked_at"])
    op.create_table(
        "noon_card",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("delivery_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["noon_question.id"], name="fk_noon_card_question_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("question_id", "telegram_id", name="pk_noon_card"),
    )
    op.create_table(
        "supply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("left", sa.Integer(), nullable=True),
        sa.Column("said_at", UtcDateTime(), nullable=False),
        sa.Column("said_by", sa.BigInteger(), nullable=True),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("gone_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name="fk_supply_station_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_supply"),
    )
    op.create_index("ix_supply_station_id", "supply", ["station_id"])
    op.create_index("ix_supply_until", "supply", ["until"])


def _what_takes_place() -> None:
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("rule", sa.String(length=200), nullable=False),
        sa.Column("serves_from", sa.Integer(), nullable=False),
        sa.Column("serves_until", sa.Integer(), nullable=False),
        sa.Column("portions", sa.Integer(), nullable=True),
        sa.Column("notify", sa.String(length=8), nullable=False),
        sa.Column("weather_exempt", sa.Boolean(), nullable=False),
        sa.Column("on_holiday", sa.String(length=8), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name="fk_event_station_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
        sa.UniqueConstraint("station_id", "title", "serves_from", name="uq_event_once"),
    )
    op.create_index("ix_event_ended_at", "event", ["ended_at"])
    op.create_index("ix_event_station_id", "event", ["station_id"])
    op.create_table(
        "event_day",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("takes_place", sa.Boolean(), nullable=False),
        sa.Column("said_at", UtcDateTime(), nullable=False),
        sa.Column("said_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_event_day_event_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "day", name="pk_event_day"),
    )
    op.create_table(
        "serving",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("begins_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=True),
        sa.Column("left_said_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("numbers", sa.Integer(), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.Column("has_news", sa.Boolean(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_serving_event_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_serving"),
        sa.UniqueConstraint("event_id", "day", name="uq_serving_once"),
    )
    op.create_index("ix_serving_begins_at", "serving", ["begins_at"])
    op.create_index("ix_serving_ends_at", "serving", ["ends_at"])
    op.create_table(
        "serving_card",
        sa.Column("serving_id", sa.Integer(), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("delivery_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["serving_id"], ["serving.id"], name="fk_serving_card_serving_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("serving_id", "telegram_id", name="pk_serving_card"),
    )
    op.create_table(
        "reservation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("serving_id", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("held_until", UtcDateTime(), nullable=False),
        sa.Column("fetched_at", UtcDateTime(), nullable=True),
        sa.Column("given_back_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["serving_id"], ["serving.id"], name="fk_reservation_serving_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_reservation"),
        sa.UniqueConstraint("serving_id", "number", name="uq_reservation_number"),
    )
    op.create_index("ix_reservation_held_until", "reservation", ["held_until"])
    op.create_index("ix_reservation_worker_id", "reservation", ["worker_id"])
