"""Phones are enrolled, so that what was begun on one can be sent after the session has ended.

A corridor without reception outlasts a session of twelve hours. A phone has its own key, ends by itself
or by the lead's hand, and what arrives from it says so. Refusals count their changes, as interviews do.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_phones"
down_revision = "20261122_first_tables"
branch_labels = None
depends_on = None

KNOW_THEIR_PHONE = ("sign_ins", "interviews", "refusals")


def upgrade() -> None:
    op.create_table(
        "phones",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("installed", sa.Boolean(), nullable=True),
        sa.Column("persisted", sa.Boolean(), nullable=True),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("parked", sa.Integer(), nullable=False),
        sa.Column("oldest_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_phones_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phones")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_phones_fingerprint")),
    )
    op.create_index(op.f("ix_phones_person_id"), "phones", ["person_id"], unique=False)
    for table in KNOW_THEIR_PHONE:
        # Added in place: rebuilding a table would take the answers along that hang on it.
        known = sa.ForeignKey("phones.id", name=op.f(f"fk_{table}_phone_id_phones"))
        op.add_column(table, sa.Column("phone_id", sa.Integer(), known, nullable=True), inline_references=True)
    op.add_column("refusals", sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    op.drop_column("refusals", "revision")
    for table in KNOW_THEIR_PHONE:
        op.drop_column(table, "phone_id")
    op.drop_index(op.f("ix_phones_person_id"), "phones")
    op.drop_table("phones")
