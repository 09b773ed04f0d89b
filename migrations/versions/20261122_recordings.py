"""Texts can be spoken once for everybody: the sound is kept with the words that it belongs to.

Languages that are mostly spoken have nothing that a student could read aloud. The sound stands in the database, so
that backups hold it and several servers play it.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_recordings"
down_revision = "20261122_voices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recordings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("loudness", sa.Float(), nullable=False),
        sa.Column("clipped", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_recordings_made_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recordings")),
    )
    op.create_index("ix_recordings_language_key_fingerprint", "recordings", ["language", "key", "fingerprint"])
    op.create_table(
        "recording_files",
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recordings.id"], name=op.f("fk_recording_files_recording_id_recordings")
        ),
        sa.PrimaryKeyConstraint("recording_id", "kind", name=op.f("pk_recording_files")),
    )
    op.create_index(op.f("ix_recording_files_digest"), "recording_files", ["digest"])


def downgrade() -> None:
    op.drop_table("recording_files")
    op.drop_table("recordings")
