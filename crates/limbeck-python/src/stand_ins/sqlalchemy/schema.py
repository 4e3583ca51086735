"""Tables, columns, constraints and DDL statements."""

from .sql.ddl import (  # noqa: F401
    DDL, AddConstraint, BaseDDLElement, CreateIndex, CreateSchema, CreateSequence, CreateTable, DDLElement,
    DropColumnComment, DropConstraint, DropIndex, DropSchema, DropSequence, DropTable, DropTableComment,
    ExecutableDDLElement, SetColumnComment, SetTableComment,
)
from .sql.elements import conv, quoted_name  # noqa: F401
from .sql.schema import (  # noqa: F401
    BLANK_SCHEMA, CheckConstraint, Column, ColumnCollectionConstraint, ColumnCollectionMixin, ColumnDefault,
    Computed, Constraint, DefaultClause, DefaultGenerator, FetchedValue, ForeignKey, ForeignKeyConstraint,
    HasConditionalDDL, Identity, Index, MetaData, PrimaryKeyConstraint, SchemaConst, SchemaItem,
    SchemaVisitable, Sequence, Table, UniqueConstraint, _get_table_key, insert_sentinel, sort_tables,
)

PassiveDefault = DefaultClause


def __getattr__(name):
    raise AttributeError(
        "limbeck's stand-in for sqlalchemy.schema has no %r; write its SQL with op.execute()" % name
    )
