"""books get an ISBN

Revision ID: b40d6e91f3a8
Revises: 8e57a4c2d016
Create Date: 2024-02-05 09:30:00.000000

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa

# revision identifiers, used by Alembic.
revision: str = "b40d6e91f3a8"
down_revision: Union[str, Sequence[str], None] = "8e57a4c2d016"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.add_column("books", sa.Column("isbn", sa.String(length=13), nullable=True))
    op.create_index(op.f("ix_books_isbn"), "books", ["isbn"], unique=True)


def downgrade() -> None:
    op.drop_index(op.f("ix_books_isbn"), table_name="books")
    op.drop_column("books", "isbn")
