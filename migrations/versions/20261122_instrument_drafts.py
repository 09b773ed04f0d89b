"""A questionnaire that was brought in a file is looked at before it is published.

What was found about it, and who stood for it, stays beside the version.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_instrument_drafts"
down_revision = "20261122_languages"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "instrument_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("brought_by", sa.Integer(), nullable=False),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed", sa.Text(), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["brought_by"], ["people.id"], name=op.f("fk_instrument_drafts_brought_by_people")),
        sa.ForeignKeyConstraint(["published_by"], ["people.id"], name=op.f("fk_instrument_drafts_published_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instrument_drafts")),
    )
    op.create_index("ix_instrument_drafts_name", "instrument_drafts", ["name"])


def downgrade() -> None:
    op.drop_index("ix_instrument_drafts_name", table_name="instrument_drafts")
    op.drop_table("instrument_drafts")
