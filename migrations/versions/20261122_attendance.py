"""Who came, how the work was carried out, which arm it counts in, and mentors who tell us by a link of their own.

The arm of an activity is from here on the one that was planned; whoever is analysed elsewhere has a row that says why.
Whether an occasion is still held, and a school's mark of the quickscan, stand with what they belong to.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_attendance"
down_revision = "20261122_self_completion"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "implementations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("intervention_id", sa.Integer(), nullable=False),
        sa.Column("preparation", sa.String(), nullable=True),
        sa.Column("carried_out", sa.String(), nullable=True),
        sa.Column("welcome", sa.String(), nullable=True),
        sa.Column("consulted", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["intervention_id"], ["interventions.id"], name=op.f("fk_implementations_intervention_id_interventions")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_implementations_person_id_people")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_implementations_site_id_sites")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_implementations")),
    )
    op.create_index(
        "ix_implementations_site_id_intervention_id", "implementations", ["site_id", "intervention_id"], unique=False
    )
    op.create_table(
        "mentor_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_mentor_links_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_mentor_links_group_id_groups")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_mentor_links_made_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_links")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_mentor_links_fingerprint")),
    )
    op.create_index(op.f("ix_mentor_links_activity_id"), "mentor_links", ["activity_id"], unique=False)
    op.create_table(
        "reassignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("was", sa.String(), nullable=False),
        sa.Column("condition", sa.String(), nullable=False),
        sa.Column("known_as", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_reassignments_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_reassignments_person_id_people")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_reassignments_site_id_sites")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reassignments")),
    )
    op.create_index(op.f("ix_reassignments_site_id"), "reassignments", ["site_id"], unique=False)
    op.create_table(
        "appointments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=False),
        sa.Column("ends_at", sa.Time(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("mentor_link_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_appointments_activity_id_activities")
        ),
        sa.ForeignKeyConstraint(
            ["mentor_link_id"], ["mentor_links.id"], name=op.f("fk_appointments_mentor_link_id_mentor_links")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_appointments_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
    )
    op.create_index(op.f("ix_appointments_activity_id"), "appointments", ["activity_id"], unique=False)
    op.create_table(
        "attendances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("invited", sa.Integer(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("guests", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("mentor_link_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activities.id"], name=op.f("fk_attendances_activity_id_activities")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_attendances_group_id_groups")),
        sa.ForeignKeyConstraint(
            ["mentor_link_id"], ["mentor_links.id"], name=op.f("fk_attendances_mentor_link_id_mentor_links")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_attendances_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendances")),
    )
    op.create_index("ix_attendances_activity_id_group_id", "attendances", ["activity_id", "group_id"], unique=False)
    op.create_index(op.f("ix_attendances_group_id"), "attendances", ["group_id"], unique=False)
    op.create_table(
        "absences",
        sa.Column("attendance_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("pupils", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attendance_id"],
            ["attendances.id"],
            name=op.f("fk_absences_attendance_id_attendances"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("attendance_id", "reason", name=op.f("pk_absences")),
    )
    op.add_column("activities", sa.Column("status", sa.String(), nullable=False, server_default="planned"))
    op.add_column("activities", sa.Column("because", sa.String(), nullable=False, server_default=""))
    op.add_column("sites", sa.Column("quickscan", sa.Float(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("activities") as table:
        table.drop_column("because")
        table.drop_column("status")
    with op.batch_alter_table("sites") as table:
        table.drop_column("quickscan")
    op.drop_table("absences")
    op.drop_table("attendances")
    op.drop_table("appointments")
    op.drop_table("reassignments")
    op.drop_table("mentor_links")
    op.drop_table("implementations")
