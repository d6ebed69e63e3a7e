"""An index of what waits: a look into the outbox must not cost more the more was ever sent."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    waiting = sa.text("finished_at IS NULL")
    op.create_index("ix_delivery_waiting", "delivery", ["lane", "id"], sqlite_where=waiting, postgresql_where=waiting)
    op.create_index("ix_delivery_state", "delivery", ["state"])
    op.drop_index("ix_delivery_due", "delivery")
