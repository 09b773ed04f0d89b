"""Paper has numbers, and what is typed from it is kept beside the interview that it becomes.

A sheet that was typed in twice by accident would otherwise be two parents. The ids of respondent and
interview are given out with the number, before either exists, so they refer to nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_paper"
down_revision = "20261122_attendance"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper_sheets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("slip", sa.String(), nullable=False),
        sa.Column("batch", sa.Uuid(), nullable=False),
        sa.Column("instrument_version_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("respondent_id", sa.Uuid(), nullable=False),
        sa.Column("interview_id", sa.Uuid(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("compared", sa.Integer(), nullable=True),
        sa.Column("agreed", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_paper_sheets_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_paper_sheets_group_id_groups")),
        sa.ForeignKeyConstraint(
            ["instrument_version_id"],
            ["instrument_versions.id"],
            name=op.f("fk_paper_sheets_instrument_version_id_instrument_versions"),
        ),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_paper_sheets_made_by_people")),
        sa.ForeignKeyConstraint(["settled_by"], ["people.id"], name=op.f("fk_paper_sheets_settled_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_sheets")),
        sa.UniqueConstraint("code", name=op.f("uq_paper_sheets_code")),
        sa.UniqueConstraint("interview_id", name=op.f("uq_paper_sheets_interview_id")),
        sa.UniqueConstraint("respondent_id", name=op.f("uq_paper_sheets_respondent_id")),
        sa.UniqueConstraint("slip", name=op.f("uq_paper_sheets_slip")),
    )
    op.create_index(op.f("ix_paper_sheets_batch"), "paper_sheets", ["batch"])
    op.create_index(op.f("ix_paper_sheets_activity_id"), "paper_sheets", ["activity_id"])
    op.create_table(
        "paper_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("typed", sa.Text(), nullable=False),
        sa.Column("filled_on", sa.Date(), nullable=True),
        sa.Column("interpreter", sa.String(), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_paper_entries_person_id_people")),
        sa.ForeignKeyConstraint(["sheet_id"], ["paper_sheets.id"], name=op.f("fk_paper_entries_sheet_id_paper_sheets")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_entries")),
        sa.UniqueConstraint("sheet_id", "turn", name=op.f("uq_paper_entries_sheet_id_turn")),
    )
    op.create_index(op.f("ix_paper_entries_person_id"), "paper_entries", ["person_id"])


def downgrade() -> None:
    op.drop_table("paper_entries")
    op.drop_table("paper_sheets")
