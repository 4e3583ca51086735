"""split the names of authors

Revision ID: 51f2c8a07be4
Revises: b40d6e91f3a8
Create Date: 2024-02-19 09:30:00.000000

Reads every author and writes both halves of the name back. A name of one word is a family name.

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa

# revision identifiers, used by Alembic.
revision: str = "51f2c8a07be4"
down_revision: Union[str, Sequence[str], None] = "b40d6e91f3a8"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

authors = sa.table(
    "authors",
    sa.column("id", sa.Integer),
    sa.column("name", sa.String),
    sa.column("given_name", sa.String),
    sa.column("family_name", sa.String),
)


def upgrade() -> None:
    op.add_column("authors", sa.Column("given_name", sa.String(length=100), nullable=True))
    op.add_column("authors", sa.Column("family_name", sa.String(length=100), server_default="", nullable=False))

    connection = op.get_bind()
    for author in connection.execute(sa.select(authors.c.id, authors.c.name)).fetchall():
        given, _, family = author.name.rpartition(" ")
        connection.execute(
            sa.update(authors)
            .where(authors.c.id == author.id)
            .values(given_name=given or None, family_name=family)
        )

    op.drop_column("authors", "name")


def downgrade() -> None:
    op.add_column("authors", sa.Column("name", sa.String(length=200), server_default="", nullable=False))

    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT id, given_name, family_name FROM authors"))
    for author in rows.mappings().all():
        parts = [part for part in (author["given_name"], author["family_name"]) if part]
        connection.execute(
            sa.text("UPDATE authors SET name = :name WHERE id = :id"),
            {"name": " ".join(parts), "id": author["id"]},
        )

    op.drop_column("authors", "family_name")
    op.drop_column("authors", "given_name")
