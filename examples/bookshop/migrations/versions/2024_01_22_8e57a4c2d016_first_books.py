"""first books

Revision ID: 8e57a4c2d016
Revises: 3c1f0b7d9a52
Create Date: 2024-01-22 09:30:00.000000

"""
from datetime import date
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa

# revision identifiers, used by Alembic.
revision: str = "8e57a4c2d016"
down_revision: Union[str, Sequence[str], None] = "3c1f0b7d9a52"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

AUTHORS = [
    {"id": 1, "name": "Mary Shelley", "born": date(1797, 8, 30)},
    {"id": 2, "name": "Jules Verne", "born": date(1828, 2, 8)},
    {"id": 3, "name": "Homer", "born": None},
]

BOOKS = [
    {"author_id": 1, "title": "Frankenstein", "price": 9.5},
    {"author_id": 2, "title": "Journey to the Centre of the Earth", "price": 12},
    {"author_id": 2, "title": "Around the World in Eighty Days", "price": 11.25},
    {"author_id": 3, "title": "The Odyssey", "price": 14},
]


def upgrade() -> None:
    authors = sa.table(
        "authors", sa.column("id", sa.Integer), sa.column("name", sa.String), sa.column("born", sa.Date)
    )
    books = sa.table(
        "books", sa.column("author_id", sa.Integer), sa.column("title", sa.String), sa.column("price", sa.Numeric(8, 2))
    )
    op.bulk_insert(authors, AUTHORS)
    op.bulk_insert(books, BOOKS)


def downgrade() -> None:
    op.execute("DELETE FROM books")
    op.execute("DELETE FROM authors")
