"""What was written down about a thing is found without reading everything that was ever written down.

The due list asks of every case on it whether a promise was missed.
"""

from alembic import op

revision = "20261122_queue_audit"
down_revision = "20261122_followlink"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_audit_entries_verb_object", "audit_entries", ["verb", "object"])


def downgrade() -> None:
    op.drop_index("ix_audit_entries_verb_object", "audit_entries")
