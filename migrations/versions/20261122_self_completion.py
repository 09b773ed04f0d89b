"""People can fill in a questionnaire themselves, on their own phone or on one that was handed over.

An evening shows one link to everybody; until now only a student could begin an interview, on her phone. What was
begun alone is kept beside the interviews, because somebody who only looked has no interview.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_self_completion"
down_revision = "20261122_recordings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "self_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("instrument", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_self_links_activity_id_activities")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_self_links_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_links")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_self_links_fingerprint")),
        sa.UniqueConstraint("code", name=op.f("uq_self_links_code")),
    )
    op.create_index(op.f("ix_self_links_activity_id"), "self_links", ["activity_id"])
    op.create_table(
        "self_completions",
        sa.Column("interview_id", sa.Uuid(), nullable=False),
        sa.Column("respondent_id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("sheet", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_self_completions_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_self_completions_group_id_groups")),
        sa.ForeignKeyConstraint(["link_id"], ["self_links.id"], name=op.f("fk_self_completions_link_id_self_links")),
        sa.ForeignKeyConstraint(["taken_by"], ["people.id"], name=op.f("fk_self_completions_taken_by_people")),
        sa.PrimaryKeyConstraint("interview_id", name=op.f("pk_self_completions")),
    )
    op.create_index(op.f("ix_self_completions_activity_id"), "self_completions", ["activity_id"])
    op.create_index("ix_self_completions_link_id_started_at", "self_completions", ["link_id", "started_at"])
    op.create_table(
        "hand_overs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unlocked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["link_id"], ["self_links.id"], name=op.f("fk_hand_overs_link_id_self_links")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_hand_overs_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_overs")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_hand_overs_fingerprint")),
    )


def downgrade() -> None:
    op.drop_table("hand_overs")
    op.drop_table("self_completions")
    op.drop_table("self_links")
