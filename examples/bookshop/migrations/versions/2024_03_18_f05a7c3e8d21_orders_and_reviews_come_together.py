"""orders and reviews come together

Revision ID: f05a7c3e8d21
Revises: c7e9130ad5f6, 2b86fd41c09e
Create Date: 2024-03-18 09:30:00.000000

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa

# revision identifiers, used by Alembic.
revision: str = "f05a7c3e8d21"
down_revision: Union[str, Sequence[str], None] = ("c7e9130ad5f6", "2b86fd41c09e")
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
