"""A telephone number is recognised when it rings us.

It is sealed, and opening hundreds to find whose it is takes too long. Beside the seal stands its keyed fingerprint,
which goes when the number goes. Numbers that are there already get theirs when somebody first rings.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_queue"
down_revision = "20261122_callback_round"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contacts", sa.Column("fingerprint", sa.String(), nullable=True))
    op.create_index("ix_contacts_fingerprint", "contacts", ["fingerprint"])


def downgrade() -> None:
    op.drop_index("ix_contacts_fingerprint", "contacts")
    op.drop_column("contacts", "fingerprint")
