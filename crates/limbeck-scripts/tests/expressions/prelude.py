# What the cases are written with.
import datetime
import decimal
import enum
import uuid

import sqlalchemy as sa
from alembic import op
from sqlalchemy import and_, case, cast, false, func, literal, not_, null, or_, select, text, true
from sqlalchemy.dialects import mysql, postgresql, sqlite

JSONB = postgresql.JSONB


class Color(enum.Enum):
    red = 1
    blue = 2


a = sa.table(
    "a",
    sa.column("id", sa.Integer),
    sa.column("name", sa.String),
    sa.column("n", sa.Integer),
    sa.column("flag", sa.Boolean),
    sa.column("x", sa.Float),
    sa.column("dt", sa.DateTime),
    sa.column("d", sa.Date),
    sa.column("t", sa.Time),
    sa.column("iv", sa.Interval),
    sa.column("u", sa.Uuid),
    sa.column("num", sa.Numeric(10, 2)),
    sa.column("j", sa.JSON),
    sa.column("jb", JSONB),
    sa.column("pj", postgresql.JSON),
    sa.column("arr", postgresql.ARRAY(sa.Integer)),
    sa.column("sarr", postgresql.ARRAY(sa.String)),
    sa.column("e", sa.Enum("p", "q", name="pq")),
    sa.column("b", sa.LargeBinary),
    sa.column("un"),
    sa.column("vc", sa.VARCHAR(20)),
    sa.column("inet", postgresql.INET),
)
b = sa.table(
    "b",
    sa.column("id", sa.Integer),
    sa.column("a_id", sa.Integer),
    sa.column("v", sa.Integer),
    sa.column("name", sa.String),
    schema="crm",
)
c = sa.table(
    "c",
    sa.column("id", sa.Integer),
    sa.column("b_id", sa.Integer),
    sa.column("Order", sa.String),
    sa.column("select", sa.Integer),
)
md = sa.MetaData()
P = sa.Table(
    "parent",
    md,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(30)),
    sa.Column("n", sa.Integer, default=3),
    sa.Column("ts", sa.DateTime, server_default=func.now()),
    sa.Column("up", sa.DateTime, onupdate=func.now()),
)
C = sa.Table(
    "child",
    md,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("pid", sa.Integer, sa.ForeignKey("parent.id")),
    sa.Column("k", sa.String, key="kk"),
)
S = sa.Table(
    "strpk", md, sa.Column("code", sa.String, primary_key=True), sa.Column("v", sa.Integer)
)
