"""Several lists may be used for one role in one round, so a wave is named by its instrument."""

from alembic import op

revision = "20261122_respondents"
down_revision = "20261122_parked_snapshots"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("waves") as waves:
        waves.drop_constraint(op.f("uq_waves_study_id_name_role"), type_="unique")
        waves.create_unique_constraint(op.f("uq_waves_study_id_name_instrument"), ["study_id", "name", "instrument"])


def downgrade() -> None:
    with op.batch_alter_table("waves") as waves:
        waves.drop_constraint(op.f("uq_waves_study_id_name_instrument"), type_="unique")
        waves.create_unique_constraint(op.f("uq_waves_study_id_name_role"), ["study_id", "name", "role"])
