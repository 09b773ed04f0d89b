"""A questionnaire that somebody fills in alone can belong to a case, and goes on in one browser at a time.

A personal link is for one respondent, where the code of an evening is for everybody. A round may say itself how
long before its day somebody may be called.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_followlink"
down_revision = "20261122_queue"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("self_links", schema=None) as batch_op:
        batch_op.add_column(sa.Column("case_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_self_links_case_id_cases"), "cases", ["case_id"], ["id"])
        batch_op.create_unique_constraint(batch_op.f("uq_self_links_case_id"), ["case_id"])

    with op.batch_alter_table("self_completions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("browser", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("elsewhere_ms", sa.Integer(), nullable=False, server_default="-1"))

    with op.batch_alter_table("waves", schema=None) as batch_op:
        batch_op.add_column(sa.Column("days_before", sa.Integer(), nullable=True))
    op.execute("UPDATE waves SET anchor = 'activity' WHERE role = 'mentor'")  # what their pages always counted from


def downgrade() -> None:
    with op.batch_alter_table("waves", schema=None) as batch_op:
        batch_op.drop_column("days_before")

    with op.batch_alter_table("self_completions", schema=None) as batch_op:
        batch_op.drop_column("elsewhere_ms")
        batch_op.drop_column("browser")

    with op.batch_alter_table("self_links", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_self_links_case_id"), type_="unique")
        batch_op.drop_constraint(batch_op.f("fk_self_links_case_id_cases"), type_="foreignkey")
        batch_op.drop_column("case_id")
