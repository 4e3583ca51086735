"""Constraints and indexes."""

from ..exc import ArgumentError, ConstraintColumnNotFoundError, InvalidRequestError
from .elements import TextClause
from .schema_base import SchemaItem, check_keywords, creation_order, options_tree, quoted
from .tree import Node, expression


class HasConditionalDDL:
    """Something that is only made where a condition holds (`ddl_if()`)."""

    _ddl_if = None

    def ddl_if(self, dialect=None, callable_=None, state=None):
        from .ddl import DDLIf

        self._ddl_if = DDLIf(dialect, callable_, state)
        return self

    def _applies(self, target):
        """Whether a table that is created has it."""
        return self._ddl_if is None or self._ddl_if.holds(self, target, None)


class Constraint(HasConditionalDDL, SchemaItem):
    """What all constraints have in common."""

    _kind = None
    _column_flag = False
    # Whether it is the key that every table has, and nobody wrote.
    _implicit = False
    # What most constraints have, so that only the rest is set on the object.
    table = name = deferrable = initially = comment = None
    _order = 0

    def __init__(
        self, name=None, deferrable=None, initially=None, info=None, comment=None, _create_rule=None,
        _type_bound=False, **dialect_kw
    ):
        self.name = name
        if deferrable is not None:
            self.deferrable = deferrable
        if initially is not None:
            self.initially = initially
        if comment is not None:
            self.comment = comment
        if info is not None:
            self._take_info(info)
        if dialect_kw:
            self._keywords = check_keywords(type(self), dialect_kw)
        self._order = creation_order()

    def _set_parent(self, parent):
        if not getattr(parent, "_is_table", False):
            raise ArgumentError("A %s cannot be an argument of a column" % type(self).__name__)
        self.parent = self.table = parent
        parent.constraints.add(self)

    def _definition(self):
        fields = {"name": self.name}
        if self.deferrable is not None:
            fields["deferrable"] = self.deferrable
        if self.initially is not None:
            fields["initially"] = self.initially
        if self.comment is not None:
            fields["comment"] = self.comment
        if self._keywords:
            fields["options"] = options_tree(self._keywords)
        fields.update(self._definition_fields())
        return Node(self._kind, fields)

    def _definition_fields(self):
        raise NotImplementedError(type(self).__name__ + " has no SQL of its own")

    def _common(self):
        return {
            "name": self.name, "deferrable": self.deferrable, "initially": self.initially,
            "comment": self.comment, **self._keywords,
        }

    def _copy(self, target_table=None):
        raise NotImplementedError("%s cannot be copied" % type(self).__name__)

    def copy(self, target_table=None, **options):
        return self._copy(target_table=target_table, **options)


class ColumnCollectionMixin:
    """Columns by name or as objects; what they are in the table is told when it is known."""

    _pending = ()

    def _attach_to_column_tables(self):
        """Joins the table of the columns given as objects, once all of them have one."""
        columns = [
            column
            for column in self._pending
            if not isinstance(column, str) and hasattr(column, "_is_schema_column")
        ]
        if not columns or self.parent is not None:
            return
        waiting = [column for column in columns if column.table is None]
        if waiting:
            for column in waiting:
                column._when_attached(lambda table: self._attach_to_column_tables())
            return
        tables = {id(column.table): column.table for column in columns}
        if len(tables) > 1:
            raise ArgumentError(
                "Column(s) %s are not part of table '%s'."
                % (
                    ", ".join("'%s'" % c for c in columns if c.table is not columns[0].table),
                    columns[0].table.description,
                )
            )
        self._set_parent(columns[0].table)

    def _column_names(self):
        return [self._column_name(column) for column in self._pending]

    def _column_name(self, column):
        if not isinstance(column, str):
            return column.name
        table = self.table
        if table is None:
            return column
        found = table.c.get(column)
        if found is None:
            raise ConstraintColumnNotFoundError(
                "Can't create %s on table '%s': no column named '%s' is present."
                % (type(self).__name__, table.description, column)
            )
        return found.name

    @property
    def columns(self):
        from .base import ColumnCollection

        if self.table is None:
            return ColumnCollection(column for column in self._pending if not isinstance(column, str))
        return ColumnCollection(
            self.table.c[column] if isinstance(column, str) else column for column in self._pending
        )

    c = columns

    def __iter__(self):
        return iter(self.columns)

    def __len__(self):
        return len(self._pending)

    def __contains__(self, name):
        return any(name == getattr(column, "name", column) for column in self._pending)

    def contains_column(self, column):
        return any(column is other for other in self.columns)


class ColumnCollectionConstraint(ColumnCollectionMixin, Constraint):
    """A constraint over columns."""

    def __init__(self, *columns, name=None, deferrable=None, initially=None, info=None,
                 _autoattach=True, _column_flag=False, _gather_expressions=None, **dialect_kw):
        self._pending = [_column_argument(column) for column in columns]
        if _column_flag:
            self._column_flag = True
        super().__init__(name, deferrable, initially, info, **dialect_kw)
        if _autoattach:
            self._attach_to_column_tables()

    def _definition_fields(self):
        return {"columns": self._column_names()}

    def _copy(self, target_table=None):
        return type(self)(*[getattr(c, "key", c) for c in self._pending], **self._common())

    def copy(self, target_table=None, **options):
        if target_table is not None or self.table is None:
            return self._copy(target_table)
        # Without another table the copy has the columns of this one, and so belongs to it at first.
        return type(self)(*self.columns, **self._common())


def _column_argument(column):
    if isinstance(column, str):
        return column
    element = getattr(column, "__clause_element__", None)
    if element is not None:
        column = element()
    if isinstance(column, str) or hasattr(column, "name") or hasattr(column, "_node"):
        return column
    raise ArgumentError("Column name or column object expected, got %r." % (column,))


class PrimaryKeyConstraint(ColumnCollectionConstraint):
    """PRIMARY KEY."""

    _kind = "PrimaryKeyConstraint"

    @classmethod
    def _of_new_table(cls, table):
        """Gives a table without columns the key that it has until one is written."""
        key = cls.__new__(cls)
        key._implicit = True
        key._pending = []
        key._order = creation_order()
        key.parent = key.table = table
        table.primary_key = key
        table.constraints.add(key)

    def _set_parent(self, table):
        if table.primary_key is not self:
            table.constraints.discard(table.primary_key)
            table.primary_key = self
        super()._set_parent(table)
        for name in self._pending:
            column = table.c.get(name) if isinstance(name, str) else name
            if column is None:
                raise ConstraintColumnNotFoundError(
                    "Can't create PrimaryKeyConstraint on table '%s': no column named '%s' is present."
                    % (table.description, name)
                )
            column.primary_key = True
            if not column._user_defined_nullable:
                column.nullable = False
        if not self._pending:
            self._pending = [column for column in table.c if column.primary_key]

    def _add(self, column):
        if not any(column is other for other in self._pending):
            self._pending = list(self._pending) + [column]

    @property
    def _autoincrement_column(self):
        columns = list(self.columns)
        if len(columns) == 1:
            column = columns[0]
            if column.autoincrement is True:
                _counts(column, True)
                return column
            if column.autoincrement in ("auto", "ignore_fk") and _counts(column, False):
                return column
            return None
        found = None
        for column in columns:
            if column.autoincrement is True:
                _counts(column, True)
                if found is not None:
                    raise ArgumentError(
                        "Only one Column may be marked autoincrement=True, found both %s and %s."
                        % (column.name, found.name)
                    )
                found = column
        return found


def _counts(column, insisted):
    """Whether a key column counts by itself."""
    from ..types import Integer, Numeric

    if not isinstance(column.type, (Integer, Numeric)):
        if insisted:
            raise ArgumentError(
                "Column type %s on column '%s' is not compatible with autoincrement=True"
                % (column.type, column)
            )
        return False
    if insisted:
        return True
    if column.default is not None and not column.default.is_sequence:
        return False
    if column.server_default is not None and not column.server_default.is_identity:
        return False
    return not column.foreign_keys or column.autoincrement == "ignore_fk"


class UniqueConstraint(ColumnCollectionConstraint):
    """UNIQUE."""

    _kind = "UniqueConstraint"


class CheckConstraint(ColumnCollectionMixin, Constraint):
    """CHECK."""

    _kind = "CheckConstraint"

    def __init__(self, sqltext, name=None, deferrable=None, initially=None, table=None, info=None,
                 _create_rule=None, _autoattach=True, _type_bound=False, **dialect_kw):
        self.sqltext = TextClause(sqltext) if isinstance(sqltext, str) else sqltext
        super().__init__(name=name, deferrable=deferrable, initially=initially, info=info, **dialect_kw)
        if table is not None:
            self._set_parent(table)

    @property
    def is_column_level(self):
        return not getattr(self.parent, "_is_table", False)

    def _set_parent(self, parent):
        if getattr(parent, "_is_table", False):
            super()._set_parent(parent)
        else:
            self.parent = parent
            parent.constraints.add(self)

    def _definition_fields(self):
        return {"sqltext": expression(self.sqltext)}

    def _copy(self, target_table=None):
        return CheckConstraint(self.sqltext, **self._common())


class ForeignKey(HasConditionalDDL, SchemaItem):
    """A reference among the arguments of a column."""

    constraint = None

    def __init__(
        self, column, _constraint=None, use_alter=False, name=None, onupdate=None, ondelete=None,
        deferrable=None, initially=None, link_to_name=False, match=None, info=None, comment=None,
        _unresolvable=False, **dialect_kw
    ):
        self._colspec = _reference(column)
        self.use_alter = use_alter
        self.name = name
        self.onupdate = onupdate
        self.ondelete = ondelete
        self.deferrable = deferrable
        self.initially = initially
        self.link_to_name = link_to_name
        self.match = match
        self.comment = comment
        self._take_info(info)
        self._keywords = check_keywords(ForeignKeyConstraint, dialect_kw)

    def _set_parent(self, column):
        if self.parent is not None and self.parent is not column:
            raise InvalidRequestError("This ForeignKey already has a parent !")
        self.parent = column
        column.foreign_keys.add(self)

    def _get_colspec(self, schema=None, table_name=None):
        if isinstance(self._colspec, str):
            return self._colspec
        return "%s.%s" % (self._colspec.table.fullname, self._colspec.key)

    target_fullname = property(_get_colspec)

    @property
    def column(self):
        if not isinstance(self._colspec, str):
            return self._colspec
        return _resolve(self._colspec, self.parent, self.parent.table)

    def references(self, table):
        return self._get_colspec().rpartition(".")[0] == table.fullname

    def _definition(self):
        fields = {"name": self.name, **_target_fields(self._colspec, self.parent)}
        fields.update(_key_fields(self))
        return Node("ForeignKey", fields)

    def _copy(self, schema=None, **options):
        return ForeignKey(
            self._colspec, use_alter=self.use_alter, name=self.name, onupdate=self.onupdate,
            ondelete=self.ondelete, deferrable=self.deferrable, initially=self.initially,
            link_to_name=self.link_to_name, match=self.match, comment=self.comment, **self._keywords,
        )

    copy = _copy

    def __repr__(self):
        return "ForeignKey(%r)" % self._get_colspec()


def _reference(column):
    if isinstance(column, str):
        return column
    element = getattr(column, "__clause_element__", None)
    if element is not None:
        column = element()
    if isinstance(column, str) or hasattr(column, "table"):
        return column
    raise ArgumentError(
        "String column name or Column object for DDL foreign key constraint expected, got %r." % (column,)
    )


def split_reference(text):
    """`schema.table.column` as its three parts; the last may be missing."""
    parts = str(text).split(".")
    if len(parts) == 1:
        return None, parts[0], None
    column = parts.pop()
    table = parts.pop()
    return ".".join(parts) or None, table, column


def _resolve(text, parent, table):
    """The column that a reference means among the tables of the same collection."""
    from ..exc import NoReferencedColumnError, NoReferencedTableError

    schema, name, column = split_reference(text)
    if table is None:
        raise InvalidRequestError("this ForeignKey object does not yet have a parent Column associated with it.")
    if schema is None:
        schema = table.metadata.schema
    key = name if schema is None else "%s.%s" % (schema, name)
    target = table.metadata.tables.get(key)
    if target is None:
        raise NoReferencedTableError(
            "Foreign key associated with column '%s' could not find table '%s' with which to generate a "
            "foreign key to target column '%s'" % (parent, key, column),
            key,
        )
    found = target.c.get(parent.key if column is None else column)
    if found is None:
        raise NoReferencedColumnError(
            "Could not initialize target column for ForeignKey '%s' on table '%s': table '%s' has no column "
            "named '%s'" % (text, table.name, target.name, column),
            name,
            column,
        )
    return found


def _target_fields(colspec, column):
    """The table and column that a reference names."""
    if not isinstance(colspec, str):
        table = colspec.table
        if table is None:
            raise InvalidRequestError(
                "ForeignKeyConstraint refers to column %r, which is in no table" % (colspec,)
            )
        return {"table": table.name, "schema": table.schema, "column": colspec.name}
    schema, table, name = split_reference(colspec)
    owner = None if column is None else column.table
    if owner is not None and schema is None:
        schema = owner.metadata.schema
    if owner is not None and name is not None:
        # The name of a column whose key differs is told by its table, if that is known.
        target = owner.metadata.tables.get(table if schema is None else "%s.%s" % (schema, table))
        if target is not None and name in target.c:
            name = target.c[name].name
    return {"table": table, "schema": schema, "column": name}


def _key_fields(key):
    fields = {}
    for name in ("onupdate", "ondelete", "deferrable", "initially", "match", "comment"):
        value = getattr(key, name)
        if value is not None:
            fields[name] = value
    if key.use_alter:
        fields["use_alter"] = True
    if key._keywords:
        fields["options"] = options_tree(key._keywords)
    return fields


class ForeignKeyConstraint(ColumnCollectionMixin, Constraint):
    """FOREIGN KEY."""

    _kind = "ForeignKeyConstraint"
    onupdate = ondelete = match = None
    link_to_name = use_alter = False

    def __init__(
        self, columns, refcolumns, name=None, onupdate=None, ondelete=None, deferrable=None,
        initially=None, use_alter=False, link_to_name=False, match=None, table=None, info=None,
        comment=None, **dialect_kw
    ):
        self._pending = [_column_argument(column) for column in columns]
        self._references = [_reference(column) for column in refcolumns]
        if len(self._pending) != len(self._references):
            raise ArgumentError(
                "ForeignKeyConstraint number of constrained columns must match the number of referenced "
                "columns."
            )
        super().__init__(name, deferrable, initially, info, comment, **dialect_kw)
        self.onupdate = onupdate
        self.ondelete = ondelete
        self.link_to_name = link_to_name
        self.use_alter = use_alter
        self.match = match
        if table is not None:
            self._set_parent(table)
        else:
            self._attach_to_column_tables()

    @property
    def column_keys(self):
        return [getattr(column, "key", column) for column in self._pending]

    @property
    def elements(self):
        elements = []
        for column, reference in zip(self.columns, self._references):
            key = ForeignKey(
                reference, use_alter=self.use_alter, name=self.name, onupdate=self.onupdate,
                ondelete=self.ondelete, match=self.match,
            )
            key.parent = column
            key.constraint = self
            elements.append(key)
        return elements

    @property
    def referred_table(self):
        return self.elements[0].column.table

    def _targets(self):
        """Schema and table that the references name."""
        column = None
        if self.table is not None:
            column = _InTable(self.table)
        return [_target_fields(reference, column) for reference in self._references]

    def _definition_fields(self):
        names = self._column_names()
        targets = self._targets()
        if len(set((target["schema"], target["table"]) for target in targets)) > 1:
            first, other = targets[0]["table"], targets[-1]["table"]
            raise ArgumentError(
                "ForeignKeyConstraint on %s(%s) refers to multiple remote tables: %s and %s"
                % (getattr(self.table, "fullname", None), ", ".join(names), first, other)
            )
        fields = _key_fields(self)
        fields.pop("options", None)
        fields["columns"] = names
        fields["table"] = targets[0]["table"]
        fields["schema"] = targets[0]["schema"]
        fields["referred_columns"] = [
            name if target["column"] is None else target["column"] for name, target in zip(names, targets)
        ]
        return fields

    def _copy(self, schema=None, target_table=None, **options):
        return ForeignKeyConstraint(
            self.column_keys, self._references, onupdate=self.onupdate, ondelete=self.ondelete,
            use_alter=self.use_alter, link_to_name=self.link_to_name, match=self.match, **self._common(),
        )


class _InTable:
    """Stands for any column of a table."""

    def __init__(self, table):
        self.table = table


class Index(ColumnCollectionMixin, HasConditionalDDL, SchemaItem):
    """An index over columns and expressions."""

    table = name = None
    _column_flag = unique = False
    _order = 0

    def __init__(self, name, *expressions, unique=False, quote=None, info=None, _table=None,
                 _column_flag=False, **dialect_kw):
        self.name = quoted(name, quote)
        self.unique = unique
        if info is not None:
            self._take_info(info)
        if _column_flag:
            self._column_flag = True
        if dialect_kw:
            self._keywords = check_keywords(type(self), dialect_kw)
        self._pending = [_index_element(element) for element in expressions]
        self._order = creation_order()
        if _table is not None:
            self._set_parent(_table)
        else:
            self._attach_to_column_tables()
            if self.parent is None:
                self._attach_to_mentioned_table()

    def _attach_to_mentioned_table(self):
        """Expressions name their table through the columns in them."""
        for element in self._pending:
            column = _mentioned_column(element)
            if column is not None and column.table is not None:
                self._set_parent(column.table)
                return
            if column is not None:
                column._when_attached(lambda table: self.parent is None and self._set_parent(table))
                return

    @property
    def expressions(self):
        return [
            self.table.c[element] if isinstance(element, str) and self.table is not None else element
            for element in self._pending
        ]

    def _set_parent(self, table):
        if self.table is not None and table is not self.table:
            raise ArgumentError(
                "Index '%s' is against table '%s', and cannot be associated with table '%s'."
                % (self.name, self.table.description, table.description)
            )
        self.parent = self.table = table
        table.indexes.add(self)
        for element in self._pending:
            self._column_name(element) if isinstance(element, str) else None

    def _definition(self):
        elements = []
        for element in self._pending:
            if isinstance(element, str) or hasattr(element, "_is_schema_column"):
                elements.append(self._column_name(element))
            else:
                elements.append(expression(element))
        table = self.table
        return Node(
            "Index",
            {
                "name": self.name,
                "table": None if table is None else table.name,
                "schema": None if table is None else table.schema,
                "elements": elements,
                "unique": bool(self.unique),
                "options": options_tree(self._keywords),
            },
        )

    def create(self, bind, checkfirst=False):
        from .ddl import CreateIndex, send

        send(bind, CreateIndex(self), checkfirst)

    def drop(self, bind, checkfirst=False):
        from .ddl import DropIndex, send

        send(bind, DropIndex(self), checkfirst)

    def _copy(self, target_table=None):
        return Index(
            self.name,
            *[getattr(e, "key", e) if hasattr(e, "_is_schema_column") else e for e in self._pending],
            unique=self.unique, _table=target_table, **self._keywords,
        )


def _index_element(element):
    if isinstance(element, str):
        return element
    clause = getattr(element, "__clause_element__", None)
    if clause is not None:
        element = clause()
    if isinstance(element, str) or hasattr(element, "_node"):
        return element
    raise ArgumentError("Column name, column object or expression expected for an index, got %r." % (element,))


def _mentioned_column(element):
    """The first column of a table inside an expression."""
    if hasattr(element, "_is_schema_column"):
        return element
    for name in ("element", "clause", "operands", "clauses", "clause_expr", "arguments"):
        inner = element.__dict__.get(name) if hasattr(element, "__dict__") else None
        for item in inner if isinstance(inner, (list, tuple)) else (inner,):
            if item is not None and hasattr(item, "_node"):
                found = _mentioned_column(item)
                if found is not None:
                    return found
    return None
