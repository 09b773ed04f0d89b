"""Several lists may be used for one role in one round, so a wave is named by its instrument; rehearsals leave a date.

A list that is used for a role beside its main one stands in the way of going down: take it out of use first.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_respondents"
down_revision = "20261122_parked_snapshots"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("waves") as waves:
        waves.drop_constraint(op.f("uq_waves_study_id_name_role"), type_="unique")
        waves.create_unique_constraint(op.f("uq_waves_study_id_name_instrument"), ["study_id", "name", "instrument"])
    op.create_table(
        "rehearsals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("instrument", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_rehearsals_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rehearsals")),
    )
    op.create_index(op.f("ix_rehearsals_person_id"), "rehearsals", ["person_id"])


def downgrade() -> None:
    op.drop_table("rehearsals")
    with op.batch_alter_table("waves") as waves:
        waves.drop_constraint(op.f("uq_waves_study_id_name_instrument"), type_="unique")
        waves.create_unique_constraint(op.f("uq_waves_study_id_name_role"), ["study_id", "name", "role"])
