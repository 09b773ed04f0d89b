"""What was refused is kept, sealed, until the lead has decided about it.

Until now a refused interview was on one phone alone, and nobody but its student knew. A phone that
got lost took it along. The respondent and the activity are as the snapshot says, so they refer to nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_parked_snapshots"
down_revision = "20261122_phones"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "parked_snapshots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("interview_id", sa.Uuid(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("phone_id", sa.Integer(), nullable=True),
        sa.Column("respondent_id", sa.Uuid(), nullable=True),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("contact", sa.LargeBinary(), nullable=True),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_parked_snapshots_decided_by_people")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_parked_snapshots_person_id_people")),
        sa.ForeignKeyConstraint(["phone_id"], ["phones.id"], name=op.f("fk_parked_snapshots_phone_id_phones")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parked_snapshots")),
        sa.UniqueConstraint("interview_id", "fingerprint", name=op.f("uq_parked_snapshots_interview_id_fingerprint")),
    )
    op.create_index("ix_parked_snapshots_person_id_arrived_at", "parked_snapshots", ["person_id", "arrived_at"])
    op.create_index(op.f("ix_parked_snapshots_respondent_id"), "parked_snapshots", ["respondent_id"])


def downgrade() -> None:
    op.drop_table("parked_snapshots")
