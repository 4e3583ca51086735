"""What Alembic writes of types: lines of a dialect and an expression, separated by a tab, from standard input."""

import sys

import sqlalchemy as sa
from alembic.autogenerate import render
from alembic.autogenerate.api import AutogenContext
from alembic.runtime.migration import MigrationContext
from sqlalchemy.dialects import mysql, postgresql, sqlite

OPTIONS = {"sqlalchemy_module_prefix": "sa.", "alembic_module_prefix": "op.", "user_module_prefix": None}

for line in sys.stdin.read().splitlines():
    dialect, text = line.split("\t")
    context = MigrationContext.configure(dialect_name=dialect, opts=OPTIONS)
    autogen_context = AutogenContext(context, metadata=sa.MetaData(), autogenerate=False)
    print(render._repr_type(eval(text), autogen_context))
