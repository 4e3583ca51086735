"""orders

Revision ID: c7e9130ad5f6
Revises: 51f2c8a07be4
Create Date: 2024-03-04 09:30:00.000000

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa

# revision identifiers, used by Alembic.
revision: str = "c7e9130ad5f6"
down_revision: Union[str, Sequence[str], None] = "51f2c8a07be4"
branch_labels: Union[str, Sequence[str], None] = ("orders",)
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.create_table(
        "customers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
        sa.UniqueConstraint("email", name=op.f("uq_customers_email")),
    )
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.Enum("open", "paid", "sent", name="order_status"), server_default="open", nullable=False),
        sa.Column("ordered_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_orders_customer_id_customers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
    )
    op.create_table(
        "order_lines",
        sa.Column("order_id", sa.Integer(), sa.ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("book_id", sa.Integer(), sa.ForeignKey("books.id"), primary_key=True),
        sa.Column("copies", sa.SmallInteger(), server_default="1", nullable=False),
    )
    op.create_index(
        "ix_orders_unfinished", "orders", ["customer_id"], unique=False, sqlite_where=sa.text("status <> 'sent'")
    )


def downgrade() -> None:
    op.drop_index("ix_orders_unfinished", table_name="orders")
    op.drop_table("order_lines")
    op.drop_table("orders")
    op.drop_table("customers")
