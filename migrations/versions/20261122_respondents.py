"""Several lists may be used for one role in one round, so a wave is named by its instrument; rehearsals leave a date.

A list that is used for a role beside its main one stands in the way of going down: take it out of use first.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_respondents"
down_revision = "20261122_parked_snapshots"
branch_labels = None
depends_on = None

BY_ROLE, BY_INSTRUMENT = ["study_id", "name", "role"], ["study_id", "name", "instrument"]


def upgrade() -> None:
    _name_by(BY_INSTRUMENT, before=BY_ROLE)
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
    _name_by(BY_ROLE, before=BY_INSTRUMENT)


def _name_by(columns: list[str], *, before: list[str]) -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("uq_waves_" + "_".join(before)), "waves", type_="unique")
        op.create_unique_constraint(op.f("uq_waves_" + "_".join(columns)), "waves", columns)
        return
    # SQLite makes the table anew. Interviews and cases point to its rows, so these come back before the commit, under
    # the same name: a table that is only renamed into their place would not count as theirs.
    op.execute("PRAGMA defer_foreign_keys=ON")
    op.execute("CREATE TABLE waves_kept AS SELECT * FROM waves")
    op.drop_table("waves")
    op.create_table(
        "waves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("instrument", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("follows", sa.String(), nullable=True),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("window_days", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["study_id"], ["studies.id"], name=op.f("fk_waves_study_id_studies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waves")),
        sa.UniqueConstraint(*columns, name=op.f("uq_waves_" + "_".join(columns))),
    )
    op.execute("INSERT INTO waves SELECT * FROM waves_kept")
    op.drop_table("waves_kept")
