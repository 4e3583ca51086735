"""best sellers

Revision ID: 9d3b62e0f14c
Revises: f05a7c3e8d21
Create Date: 2024-04-02 09:30:00.000000

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa

# revision identifiers, used by Alembic.
revision: str = "9d3b62e0f14c"
down_revision: Union[str, Sequence[str], None] = "f05a7c3e8d21"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.execute(
        """
        CREATE VIEW best_sellers AS
        SELECT books.id, books.title, sum(order_lines.copies) AS copies
        FROM books JOIN order_lines ON order_lines.book_id = books.id
        GROUP BY books.id, books.title
        HAVING sum(order_lines.copies) >= 10
        """
    )
    op.rename_table("order_lines", "order_items")


def downgrade() -> None:
    op.rename_table("order_items", "order_lines")
    op.execute("DROP VIEW best_sellers")
