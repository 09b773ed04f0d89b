"""Languages are data, and a translation has a history: written, reviewed by one person, released by another.

Until now a language needed a line of code, and nobody could tell who stood for the words that a parent hears.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_languages"
down_revision = "20261122_respondents"
branch_labels = None
depends_on = None

WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "languages",
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("own_name", sa.String(), nullable=False),
        sa.Column("dutch_name", sa.String(), nullable=False),
        sa.Column("dir", sa.String(), nullable=False),
        sa.Column("cldr", sa.String(), nullable=False),
        sa.Column("plural_forms", sa.String(), nullable=False),
        sa.Column("font", sa.String(), nullable=False),
        sa.Column("words_per_second", sa.Float(), nullable=False),
        sa.Column("changed_at", WHEN, nullable=False),
        sa.PrimaryKeyConstraint("tag", name=op.f("pk_languages")),
    )
    op.create_table(
        "wanted_languages",
        sa.Column("instrument", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("added_at", WHEN, nullable=False),
        sa.PrimaryKeyConstraint("instrument", "language", name=op.f("pk_wanted_languages")),
    )
    _translations()
    _approvals()
    _translators()


def _translations() -> None:
    op.create_table(
        "translations",
        sa.Column("instrument", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("base", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("back", sa.String(), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.Column("written_at", WHEN, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("instrument", "key", "language", name=op.f("pk_translations")),
    )
    op.create_table(
        "translator_notes",
        sa.Column("instrument", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.Column("written_at", WHEN, nullable=False),
        sa.PrimaryKeyConstraint("instrument", "key", name=op.f("pk_translator_notes")),
    )
    op.create_table(
        "remarks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("instrument", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.Column("written_at", WHEN, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remarks")),
    )
    op.create_index(op.f("ix_remarks_instrument_language"), "remarks", ["instrument", "language"], unique=False)


def _approvals() -> None:
    op.create_table(
        "approvals",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("instrument", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.Column("reviewed_by", sa.String(), nullable=False),
        sa.Column("reviewed_at", WHEN, nullable=False),
        sa.Column("released_by", sa.String(), nullable=False),
        sa.Column("released_at", WHEN, nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_approvals")),
    )
    op.create_index(op.f("ix_approvals_instrument_language"), "approvals", ["instrument", "language"], unique=False)


def _translators() -> None:
    op.create_table(
        "translators",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("languages", sa.String(), nullable=False),
        sa.Column("instruments", sa.String(), nullable=False),
        sa.Column("may_release", sa.Boolean(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", WHEN, nullable=False),
        sa.Column("expires_at", WHEN, nullable=False),
        sa.Column("seen_at", WHEN, nullable=True),
        sa.Column("revoked_at", WHEN, nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_translators_made_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translators")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_translators_fingerprint")),
    )


def downgrade() -> None:
    for table in ("translators", "approvals", "remarks", "translator_notes", "translations", "wanted_languages"):
        op.drop_table(table)
    op.drop_table("languages")
