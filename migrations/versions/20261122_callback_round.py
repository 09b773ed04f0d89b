"""The callback round as a state machine: leases, closures, the rota, personal links, withdrawals.

A case could be open or closed, and anybody could look a number up. Now it has a state, dates that know the calendar,
and is in one caller's hands at a time. Cases that were closed get the state that belongs to how they ended.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_callback_round"
down_revision = "20261122_paper"
branch_labels = None
depends_on = None


STATES = {
    "complete": "complete",
    "partial": "partial",
    "refusal": "refused",
    "unable": "other",
    "wrong_number": "noncontact",
    "dead_number": "noncontact",
    "exhausted": "noncontact",
}
CODES = {"complete": "1.1", "partial": "1.2", "refused": "2.112", "other": "2.32", "noncontact": "2.20"}


def upgrade() -> None:
    op.create_table(
        "call_settings",
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("caller_name", sa.String(), nullable=False),
        sa.Column("weekday_from", sa.Time(), nullable=False),
        sa.Column("weekday_to", sa.Time(), nullable=False),
        sa.Column("saturday_from", sa.Time(), nullable=False),
        sa.Column("saturday_to", sa.Time(), nullable=False),
        sa.Column("most_attempts", sa.Integer(), nullable=False),
        sa.Column("most_a_week", sa.Integer(), nullable=False),
        sa.Column("lease_minutes", sa.Integer(), nullable=False),
        sa.Column("days_before", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["study_id"], ["studies.id"], name=op.f("fk_call_settings_study_id_studies")),
        sa.PrimaryKeyConstraint("study_id", name=op.f("pk_call_settings")),
    )
    op.create_table(
        "closures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("study_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("effect", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("from_time", sa.Time(), nullable=True),
        sa.Column("to_time", sa.Time(), nullable=True),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["people.id"], name=op.f("fk_closures_added_by_people")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_closures_site_id_sites")),
        sa.ForeignKeyConstraint(["study_id"], ["studies.id"], name=op.f("fk_closures_study_id_studies")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closures")),
    )
    with op.batch_alter_table("closures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_closures_starts_on"), ["starts_on"], unique=False)

    op.create_table(
        "disposition_entries",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("again_after", sa.Integer(), nullable=True),
        sa.Column("asks_time", sa.Boolean(), nullable=False),
        sa.Column("note_required", sa.Boolean(), nullable=False),
        sa.Column("other_number", sa.Boolean(), nullable=False),
        sa.Column("other_caller", sa.Boolean(), nullable=False),
        sa.Column("eligible", sa.Boolean(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_disposition_entries_person_id_people")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_disposition_entries")),
    )
    op.create_table(
        "shifts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=False),
        sa.Column("ends_at", sa.Time(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_shifts_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
        sa.UniqueConstraint("person_id", "day", "starts_at", name=op.f("uq_shifts_person_id_day_starts_at")),
    )
    with op.batch_alter_table("shifts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shifts_day"), ["day"], unique=False)

    op.create_table(
        "withdrawals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("respondent_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("reach", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_withdrawals_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawals")),
        sa.UniqueConstraint("respondent_id", name=op.f("uq_withdrawals_respondent_id")),
    )
    op.create_table(
        "follow_up_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("interview_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_follow_up_links_case_id_cases")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_follow_up_links_made_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_links")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_follow_up_links_fingerprint")),
    )
    with op.batch_alter_table("follow_up_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_up_links_case_id"), ["case_id"], unique=False)

    op.create_table(
        "leases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("caller_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("how", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["caller_id"], ["people.id"], name=op.f("fk_leases_caller_id_people")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_leases_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leases")),
    )
    with op.batch_alter_table("leases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_leases_caller_id"), ["caller_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_leases_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            "uq_leases_live",
            ["case_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    with op.batch_alter_table("call_attempts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("day_part", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("number", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("reason", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("inbound", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("corrects", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_call_attempts_corrects_call_attempts"), "call_attempts", ["corrects"], ["id"]
        )

    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.add_column(sa.Column("state", sa.String(), nullable=False, server_default="scheduled"))
        batch_op.add_column(sa.Column("first_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("opens_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("appointment_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("appointment_is_firm", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column("wanted_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("extra_attempts", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("redials", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("refused_to", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("assigned_to", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("number", sa.String(), nullable=False, server_default="phone"))
        batch_op.add_column(sa.Column("bad_numbers", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("code", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("purge_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index("ix_cases_state_first_on", ["state", "first_on"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_cases_assigned_to_people"), "people", ["assigned_to"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_cases_refused_to_people"), "people", ["refused_to"], ["id"])

    with op.batch_alter_table("waves", schema=None) as batch_op:
        batch_op.add_column(sa.Column("anchor", sa.String(), nullable=False, server_default="interview"))

    _place_cases()


def _place_cases() -> None:
    cases = sa.table(
        "cases",
        *(sa.column(name, sa.String()) for name in ("state", "closed_by", "code")),
        sa.column("first_on", sa.Date()),
        sa.column("due_on", sa.Date()),
        sa.column("appointment_at", sa.DateTime()),
        sa.column("id", sa.Integer()),
    )
    attempts = sa.table("call_attempts", sa.column("case_id", sa.Integer()))
    tried = sa.exists().where(attempts.c.case_id == cases.c.id)
    op.execute(cases.update().values(first_on=cases.c.due_on))
    op.execute(cases.update().where(cases.c.closed_by.is_(None), tried).values(state="retry"))
    promised = cases.c.closed_by.is_(None) & cases.c.appointment_at.is_not(None)
    op.execute(cases.update().where(promised).values(state="appointment"))
    for disposition, state in STATES.items():
        ended = cases.update().where(cases.c.closed_by == disposition)
        op.execute(ended.values(state=state, code=CODES[state]))


def downgrade() -> None:
    with op.batch_alter_table("waves", schema=None) as batch_op:
        batch_op.drop_column("anchor")

    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_cases_refused_to_people"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_cases_assigned_to_people"), type_="foreignkey")
        batch_op.drop_index("ix_cases_state_first_on")
        batch_op.drop_column("purged_at")
        batch_op.drop_column("purge_on")
        batch_op.drop_column("code")
        batch_op.drop_column("bad_numbers")
        batch_op.drop_column("number")
        batch_op.drop_column("assigned_to")
        batch_op.drop_column("refused_to")
        batch_op.drop_column("redials")
        batch_op.drop_column("extra_attempts")
        batch_op.drop_column("wanted_until")
        batch_op.drop_column("appointment_is_firm")
        batch_op.drop_column("appointment_until")
        batch_op.drop_column("opens_on")
        batch_op.drop_column("first_on")
        batch_op.drop_column("state")

    with op.batch_alter_table("call_attempts", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_call_attempts_corrects_call_attempts"), type_="foreignkey")
        batch_op.drop_column("corrects")
        batch_op.drop_column("inbound")
        batch_op.drop_column("reason")
        batch_op.drop_column("number")
        batch_op.drop_column("day_part")
        batch_op.drop_column("ended_at")

    with op.batch_alter_table("leases", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_leases_live", sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_leases_case_id"))
        batch_op.drop_index(batch_op.f("ix_leases_caller_id"))

    op.drop_table("leases")
    with op.batch_alter_table("follow_up_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_follow_up_links_case_id"))

    op.drop_table("follow_up_links")
    op.drop_table("withdrawals")
    with op.batch_alter_table("shifts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shifts_day"))

    op.drop_table("shifts")
    op.drop_table("disposition_entries")
    with op.batch_alter_table("closures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_closures_starts_on"))

    op.drop_table("closures")
    op.drop_table("call_settings")
