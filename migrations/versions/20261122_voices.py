"""An answer says how it came about: explained, shown on the card, played, how long its words take, and by whose finger.

Whoever analyses answers by language wants to know which were read in full and which were chosen by the parent
herself. Of answers from before none of that is known. An interview says who interpreted.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261122_voices"
down_revision = "20261122_instrument_drafts"
branch_labels = None
depends_on = None

COUNTS = ("probed", "shown", "plays")


def upgrade() -> None:
    for name in COUNTS:
        op.add_column("answers", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.add_column("answers", sa.Column("least", sa.Float(), nullable=True))
    op.add_column("answers", sa.Column("by", sa.String(), nullable=True))
    op.add_column("interviews", sa.Column("interpreter", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("interviews", "interpreter")
    for name in ("by", "least", *COUNTS[::-1]):
        op.drop_column("answers", name)
