"""Count interviews beside themselves, by class and by day, so that the board does not read the whole study."""

from collections import Counter
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "20261122_tallies"
down_revision = "20261122_desk"
branch_labels = None
depends_on = None

ZONE = ZoneInfo("Europe/Amsterdam")
AGREED = (
    "EXISTS (SELECT 1 FROM consents c WHERE c.respondent_id = i.respondent_id AND c.purpose = 'recontact' AND c.given)"
)


def upgrade() -> None:
    op.create_table(
        "tallies",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("interviews", sa.Integer(), nullable=False),
        sa.Column("agreed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_tallies_activity_id_activities")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_tallies_group_id_groups")),
        sa.ForeignKeyConstraint(["wave_id"], ["waves.id"], name=op.f("fk_tallies_wave_id_waves")),
        sa.PrimaryKeyConstraint("activity_id", "wave_id", "group_id", "status", name=op.f("pk_tallies")),
    )
    days = op.create_table(
        "day_tallies",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("interviews", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["waves.id"], name=op.f("fk_day_tallies_wave_id_waves")),
        sa.PrimaryKeyConstraint("wave_id", "day", "language", "status", name=op.f("pk_day_tallies")),
    )
    op.execute(
        "INSERT INTO tallies (activity_id, wave_id, group_id, status, interviews, agreed) "  # noqa: S608 - ours
        f"SELECT activity_id, wave_id, group_id, status, COUNT(*), SUM(CASE WHEN {AGREED} THEN 1 ELSE 0 END) "
        "FROM interviews i WHERE status <> 'draft' GROUP BY activity_id, wave_id, group_id, status"
    )
    op.bulk_insert(days, _days())
    op.drop_index("ix_interviews_wave_status", "interviews")
    op.create_index("ix_interviews_wave_status_started", "interviews", ["wave_id", "status", "started_at"])
    op.create_index("ix_refusals_undone_reason", "refusals", ["undone_at", "reason"])


def _days() -> list[dict[str, object]]:
    """By the schools' clocks, which no database keeps."""
    interviews = sa.table(
        "interviews",
        sa.column("wave_id", sa.Integer),
        sa.column("started_at", sa.DateTime(timezone=True)),
        sa.column("language", sa.String),
        sa.column("status", sa.String),
    )
    counted = Counter(
        (wave, _local(started), language, status)
        for wave, started, language, status in op.get_bind().execute(
            sa.select(*interviews.c).where(interviews.c.status != "draft")
        )
    )
    names = ("wave_id", "day", "language", "status")
    return [dict(zip(names, key, strict=True)) | {"interviews": number} for key, number in counted.items()]


def _local(moment: datetime) -> object:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(ZONE).date()


def downgrade() -> None:
    op.drop_index("ix_refusals_undone_reason", "refusals")
    op.drop_index("ix_interviews_wave_status_started", "interviews")
    op.create_index("ix_interviews_wave_status", "interviews", ["wave_id", "status"])
    op.drop_table("day_tallies")
    op.drop_table("tallies")
