"""Writes down what SQLAlchemy's `MetaData` objects describe, for limbeck.

Runs in the project's own Python. What it yields are plain objects, one for each line of the answer:

    {"metadata": {...}}     begins a `MetaData`
    {"table": {...}}        one of its tables
    {"sequence": {...}}     one of its sequences
    {"warning": "..."}      what the user should know
    {"unsupported": {...}}  something has no place in a schema: no further line
    {"end": {...}}          that was all

Objects of SQLAlchemy are written as limbeck's own stand-ins write them: as what they are (`"$"`), and their fields.
SQL expressions are compiled by the dialect, since nothing else is ever made of them. Nothing is connected to.

It is no part of the project: whatever it needs of SQLAlchemy, it takes as the project has it (1.4 and later).
"""

import inspect
import types as python_types


# Plain values.


def name_of(value):
    """A name: text, or a node if it is marked as final or as quoted. `None` is no name."""
    if type(value) is str:
        return value
    if not isinstance(value, str):
        # SQLAlchemy has a mark of its own for a name that was not given.
        return None
    from sqlalchemy.sql.elements import conv, quoted_name

    if isinstance(value, conv):
        return {"$": "conv", "value": str(value)}
    if isinstance(value, quoted_name) and value.quote is not None:
        return {"$": "quoted_name", "value": str(value), "quote": bool(value.quote)}
    return str(value)


def plain(value):
    """A value of Python's own; raises `NotExportable` for anything else."""
    kind = type(value)
    if value is None or kind in (bool, str):
        return value
    if kind is int:
        return value if -(2**63) <= value < 2**63 else {"$": "int", "value": str(value)}
    if kind is float:
        return value if value - value == 0 else {"$": "Decimal", "value": str(value)}
    if kind in (list, tuple, set, frozenset):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return mapping([[str(key), plain(item)] for key, item in value.items()])
    if isinstance(value, bytes):
        return {"$": "bytes", "value": value.hex()}
    if isinstance(value, str):
        return str(value)
    known = {"Decimal": str, "UUID": str, "date": str, "time": str, "datetime": lambda moment: moment.isoformat()}
    if kind.__name__ in known and kind.__module__ in ("decimal", "uuid", "datetime"):
        return {"$": kind.__name__, "value": known[kind.__name__](value)}
    raise NotExportable("%r is neither a plain value nor an expression" % (value,))


def information(info):
    """`info`, as far as it is plain."""
    pairs = []
    for key, value in (info or {}).items():
        try:
            pairs.append([str(key), plain(value)])
        except NotExportable:
            pass
    return mapping(pairs)


def is_sqlalchemys(cls):
    return cls.__module__ == "sqlalchemy" or cls.__module__.startswith("sqlalchemy.")


# What generic types keep in limbeck besides their name. One with other arguments goes under the words of SQLAlchemy.
KEPT = {
    "Boolean": {"create_constraint", "name"},
    "String": {"length", "collation", "collation_schema"},
    "Unicode": {"length", "collation", "collation_schema"},
    "Text": {"length", "collation", "collation_schema"},
    "UnicodeText": {"length", "collation", "collation_schema"},
    "LargeBinary": {"length"},
    "Float": {"precision"},
    "Double": {"precision"},
    "Numeric": {"precision", "scale"},
    "DateTime": {"timezone"},
    "Time": {"timezone"},
    "Interval": {"native", "second_precision", "day_precision"},
    "Uuid": {"native_uuid"},
    "JSON": set(),
}

# Arguments that say nothing about the type itself.
ASIDE = {"metadata", "quote", "inherit_schema", "item_type", "dimensions"}

ENUM_ARGUMENTS = ("charset", "ascii", "unicode", "binary", "national")

# The operators that say in which order an index is.
ORDERS = {"asc_op", "desc_op", "nulls_first_op", "nulls_last_op"}

SEQUENCE_OPTIONS = ("start", "increment", "minvalue", "maxvalue", "nominvalue", "nomaxvalue", "cycle", "cache", "order")


# Values of arguments that are written as they are.
PLAIN = (bool, int, str)


class Recipe:
    """What the types of a class have in common.

    `known` is the class of SQLAlchemy's by whose name they go, if it is not plain from the class itself.
    """

    def __init__(self, exporter, cls, known=None):
        types = exporter.types
        decorated = issubclass(cls, types.TypeDecorator) and not issubclass(cls, types.Interval)
        self.is_custom = decorated or not is_sqlalchemys(cls)
        self.module = "sqlalchemy" if is_sqlalchemys(cls) else cls.__module__
        if known is None:
            # What SQLAlchemy makes for itself stands for the type that it extends.
            known = next((base for base in cls.__mro__ if exporter.is_public(base)), cls)
        place = re.match(r"sqlalchemy\.dialects\.(\w+)", known.__module__)
        self.name = known.__name__
        self.dialect = None if place is None else place.group(1)
        self.is_enum = issubclass(cls, types.Enum)
        self.is_array = issubclass(cls, types.ARRAY)
        self.has_values = self.name == "SET"
        kept = KEPT.get(self.name) if place is None else None
        self.parameters = [
            (name, default, kept is None or name in kept)
            for name, default in parameters_of(cls if is_sqlalchemys(cls) else known).items()
        ]


def parameters_of(cls):
    """What the constructors of a class take, and the defaults."""
    known = {}
    for base in cls.__mro__:
        constructor = vars(base).get("__init__")
        if not isinstance(constructor, python_types.FunctionType):
            continue
        passes_on = False
        for parameter in list(inspect.signature(constructor).parameters.values())[1:]:
            if parameter.kind is parameter.VAR_KEYWORD:
                passes_on = True
            elif parameter.kind is not parameter.VAR_POSITIONAL and parameter.name[0] != "_":
                if parameter.name not in ASIDE:
                    known.setdefault(parameter.name, parameter.default)
        if not passes_on:
            break
    return known


class Exporter:
    """Writes down the objects of a dialect."""

    def __init__(self, dialect, place):
        import sqlalchemy.schema
        import sqlalchemy.sql.elements
        import sqlalchemy.types

        self.dialect = dialect
        self.schema = sqlalchemy.schema
        self.elements = sqlalchemy.sql.elements
        self.types = sqlalchemy.types
        self.sqlalchemy = sqlalchemy
        # How the types of a class are written, by class.
        self.recipes = {}
        self.place = place

    # Expressions.

    def compiled(self, element):
        options = {"literal_binds": True, "include_table": False}
        return str(element.compile(dialect=self.dialect, compile_kwargs=options))

    def expression(self, value):
        """An expression, compiled."""
        if isinstance(value, str):
            return as_text(value)
        return as_text(self.compiled(value))

    def element_of_index(self, value):
        """What an index orders by: the name of a column, or an expression as it stands in its DDL."""
        if isinstance(value, self.schema.Column):
            return name_of(value.name)
        if isinstance(value, self.elements.Label):
            inner = self.element_of_index(value.element)
            if isinstance(inner, dict):
                return {"$": "sql.label", "name": name_of(value.name), "element": inner}
            return {"$": "sql.label", "name": name_of(value.name), "element": as_text(self.compiled(value.element))}
        if isinstance(value, self.elements.UnaryExpression) and getattr(value.modifier, "__name__", None) in ORDERS:
            inner = self.element_of_index(value.element)
            if isinstance(inner, str):
                inner = {"$": "sql.column", "name": inner}
            if inner["$"] in ("sql.column", "sql.operation"):
                return {"$": "sql.operation", "operator": value.modifier.__name__, "operands": [inner]}
        return self.expression(self.in_brackets(value))

    def in_brackets(self, value):
        """An expression as the dialect wants it in an index."""
        if self.dialect.name == "postgresql":
            return value if isinstance(value, self.elements.ColumnClause) else value.self_group()
        if self.dialect.name in ("mysql", "mariadb"):
            from sqlalchemy.sql import functions, operators

            is_sorted = getattr(value, "modifier", None) in (operators.desc_op, operators.asc_op)
            plain = (self.elements.BinaryExpression, self.elements.UnaryExpression, functions.FunctionElement)
            if isinstance(value, plain) and not is_sorted:
                return self.elements.Grouping(value)
        return value

    def option(self, value):
        """The value of a dialect's keyword."""
        if isinstance(value, self.schema.Column):
            return name_of(value.name)
        if isinstance(value, self.elements.ClauseElement):
            return self.expression(value)
        if isinstance(value, (list, tuple)):
            return [self.option(item) for item in value]
        if isinstance(value, dict):
            return mapping([[str(key), self.option(item)] for key, item in value.items()])
        if isinstance(value, self.types.TypeEngine):
            return as_text(value.compile(dialect=self.dialect))
        if hasattr(value, "__clause_element__"):
            return self.option(value.__clause_element__())
        return plain(value)

    def options(self, node, item):
        """Adds the dialects' keywords of an item."""
        # They are made when one is given, and asking for them would make them.
        keywords = "dialect_options" in item.__dict__ and item.dialect_kwargs
        if keywords:
            node["options"] = mapping([[key, self.option(value)] for key, value in keywords.items()])

    # Types.

    def type(self, value):
        """A type, with its variants."""
        variants = getattr(value, "_variant_mapping", None)
        base = value
        if variants is None and type(value).__name__ == "Variant":
            # SQLAlchemy 1.4.
            base, variants = value.impl, value.mapping
        if not variants:
            return self.plain_type(base)
        pairs = [[name, self.type(variant)] for name, variant in variants.items()]
        return {"$": "type.variant", "base": self.plain_type(base), "variants": mapping(pairs)}

    def plain_type(self, value):
        cls = type(value)
        recipe = self.recipes.get(cls)
        if recipe is None:
            recipe = self.recipes[cls] = Recipe(self, cls)
        if recipe.is_custom:
            return self.custom_type(value, recipe.module, self.stands_for(value))
        return self.known_type(value, recipe)

    def custom_type(self, value, module, implementation):
        return {
            "$": "type.custom",
            "module": module,
            "representation": repr(value),
            "implementation": implementation,
        }

    def stands_for(self, value):
        """What a type that is not SQLAlchemy's is for the database."""
        cls = type(value)
        if isinstance(value, self.types.TypeDecorator):
            implementation = value.type_engine(self.dialect)
            if type(implementation) is not cls:
                return self.type(implementation)
        base = next((base for base in cls.__mro__ if is_sqlalchemys(base) and self.is_public(base)), None)
        own = cls.__mro__[: cls.__mro__.index(base)] if base else ()
        compiles = any("_compiler_dispatch" in vars(parent) or "_compiler_dispatcher" in vars(parent) for parent in own)
        if base is None or compiles or any("__visit_name__" in vars(parent) for parent in own):
            return {"$": "type.user_defined", "text": value.compile(dialect=self.dialect)}
        return self.known_type(value, Recipe(self, cls, base))

    def is_public(self, cls):
        """Whether a class of SQLAlchemy's is a type that has a name in SQL."""
        if cls.__module__.startswith("sqlalchemy.dialects."):
            return cls.__name__.isupper() and cls.__name__[0] != "_"
        return getattr(self.types, cls.__name__, None) is cls and cls not in (
            self.types.TypeEngine, self.types.TypeDecorator, self.types.UserDefinedType,
            getattr(self.types, "ExternalType", None), self.types.Concatenable, self.types.Indexable,
        )

    def known_type(self, value, recipe):
        """A type of SQLAlchemy's by its name and arguments."""
        node = {"$": "type", "class": recipe.name}
        if recipe.dialect is not None:
            node["dialect"] = recipe.dialect
        if recipe.is_enum:
            return self.enum(node, value)
        if recipe.is_array:
            node["item_type"] = self.type(value.item_type)
            if value.dimensions is not None:
                node["dimensions"] = value.dimensions
            return node
        if recipe.has_values:
            node["values"] = [str(item) for item in value.values]
        lost = False
        for name, default, is_kept in recipe.parameters:
            given = getattr(value, name, None)
            if given is None or given is default or type(given) is type(default) and given == default:
                continue
            if is_kept:
                node[name] = given if type(given) in PLAIN else self.type_argument(given)
            else:
                lost = True
        if lost and not recipe.is_custom:
            return self.custom_type(value, "sqlalchemy", node)
        return node

    def type_argument(self, value):
        if isinstance(value, self.types.TypeEngine):
            return self.type(value)
        if isinstance(value, self.elements.ClauseElement):
            return self.expression(value)
        if isinstance(value, str):
            return name_of(value)
        return plain(value)

    def enum(self, node, value):
        node["enums"] = [str(label) for label in value.enums]
        node["name"] = name_of(value.name)
        node["schema"] = name_of(value.schema)
        node["native_enum"] = bool(value.native_enum)
        node["create_constraint"] = bool(value.create_constraint)
        node["length"] = value.length
        node["collation"] = getattr(value, "collation", None)
        if not getattr(value, "create_type", True):
            node["create_type"] = False
        if "dialect" in node:
            for argument in ENUM_ARGUMENTS:
                given = getattr(value, argument, None)
                if given:
                    node[argument] = plain(given)
        return node

    # Tables.

    def column(self, column):
        self.place.name = "the column `%s.%s`" % (column.table.name, column.name)
        node = {
            "$": "Column",
            "name": name_of(column.name),
            "type": self.type(column.type),
            "nullable": bool(column.nullable),
        }
        if getattr(column, "_user_defined_nullable", None) not in (True, False):
            node["nullable_is_default"] = True
        if column.autoincrement != "auto":
            node["autoincrement"] = column.autoincrement
        if column.server_default is not None:
            node["server_default"] = self.server_default(column.server_default)
        if column.default is not None:
            self.client_default(node, column.default)
        if column.constraints:
            # Those of the type come with it; keys are those of the table.
            checks = sorted(column.constraints, key=lambda constraint: constraint._creation_order)
            checks = [self.constraint(check, column.table) for check in checks]
            node["checks"] = [check for check in checks if check is not None]
        if column.comment is not None:
            node["comment"] = str(column.comment)
        if column.system:
            node["system"] = True
        self.options(node, column)
        if column.__dict__.get("info"):
            node["info"] = information(column.info)
        return node

    def client_default(self, node, default):
        if default.is_sequence:
            node["sequence"] = self.sequence(default)
        elif getattr(default, "is_scalar", False) and type(default.arg) in (bool, int, float, str):
            node["default"] = plain(default.arg)
        else:
            node["has_callable_default"] = True

    def server_default(self, default):
        schema = self.schema
        if isinstance(default, schema.Computed):
            node = {"$": "Computed", "sqltext": self.expression(default.sqltext)}
            if default.persisted is not None:
                node["persisted"] = bool(default.persisted)
            return node
        if isinstance(default, schema.Identity):
            node = {"$": "Identity", "always": default.always}
            if getattr(default, "on_null", None) is not None:
                node["on_null"] = default.on_null
            return self.sequence_options(node, default)
        if isinstance(default, schema.DefaultClause):
            if isinstance(default.arg, str):
                return str(default.arg)
            return self.expression(default.arg)
        return {"$": "FetchedValue"}

    def sequence_options(self, node, sequence):
        for option in SEQUENCE_OPTIONS:
            given = getattr(sequence, option, None)
            if given is not None:
                node[option] = plain(given)
        return node

    def sequence(self, sequence):
        node = {"$": "Sequence", "name": name_of(sequence.name), "schema": name_of(sequence.schema)}
        if sequence.optional:
            node["optional"] = True
        if getattr(sequence, "data_type", None) is not None:
            node["data_type"] = self.type(sequence.data_type)
        return self.sequence_options(node, sequence)

    def constraint(self, constraint, table):
        schema = self.schema
        self.place.name = "a constraint of `%s`" % (table.key,)
        node = {"$": None, "name": name_of(constraint.name)}
        if isinstance(constraint, schema.PrimaryKeyConstraint):
            if not len(constraint.columns):
                return None
            node["$"] = "PrimaryKeyConstraint"
            node["columns"] = [name_of(column.name) for column in constraint.columns]
        elif isinstance(constraint, schema.UniqueConstraint):
            node["$"] = "UniqueConstraint"
            node["columns"] = [name_of(column.name) for column in constraint.columns]
        elif isinstance(constraint, schema.ForeignKeyConstraint):
            node["$"] = "ForeignKeyConstraint"
            self.foreign_key(node, constraint)
        elif isinstance(constraint, schema.CheckConstraint):
            if constraint._type_bound:
                # It comes with the type of the column.
                return None
            node["$"] = "CheckConstraint"
            node["sqltext"] = self.expression(constraint.sqltext)
        elif hasattr(constraint, "_render_exprs"):
            node["$"] = "ExcludeConstraint"
            node["elements"] = [
                {"element": self.element_of_exclusion(expression), "operator": str(operator)}
                for expression, _, operator in constraint._render_exprs
            ]
            node["using"] = constraint.using
            if constraint.where is not None:
                node["where"] = self.expression(constraint.where)
            node["ops"] = mapping([[str(key), str(value)] for key, value in constraint.ops.items()])
        else:
            raise NotExportable("%r is a kind of constraint that limbeck does not know" % (constraint,))
        if constraint.deferrable is not None:
            node["deferrable"] = bool(constraint.deferrable)
        if constraint.initially is not None:
            node["initially"] = constraint.initially
        if getattr(constraint, "comment", None) is not None:
            node["comment"] = str(constraint.comment)
        self.options(node, constraint)
        return node

    def element_of_exclusion(self, expression):
        if isinstance(expression, str):
            return expression
        if isinstance(expression, self.schema.Column):
            return name_of(expression.name)
        return self.expression(expression)

    def foreign_key(self, node, constraint):
        elements = list(constraint.elements)
        referred = elements[0].column.table
        node["columns"] = [name_of(element.parent.name) for element in elements]
        node["table"] = name_of(referred.name)
        node["schema"] = name_of(referred.schema)
        node["referred_columns"] = [name_of(element.column.name) for element in elements]
        for field in ("ondelete", "onupdate", "match"):
            given = getattr(constraint, field, None)
            if given:
                node[field] = str(given)
        if constraint.use_alter:
            node["use_alter"] = True

    def index(self, index):
        self.place.name = "the index `%s` of `%s`" % (index.name, index.table.key)
        node = {
            "$": "Index",
            "name": name_of(index.name),
            "table": name_of(index.table.name),
            "schema": name_of(index.table.schema),
            "elements": [self.element_of_index(element) for element in index.expressions],
        }
        if index.unique:
            node["unique"] = True
        self.options(node, index)
        return node

    def table(self, table):
        self.place.name = "the table `%s`" % (table.key,)
        node = {
            "$": "Table",
            "name": name_of(table.name),
            "schema": name_of(table.schema),
            "columns": [self.column(column) for column in table.columns],
        }
        constraints = sorted(table.constraints, key=lambda constraint: constraint._creation_order)
        constraints = [self.constraint(constraint, table) for constraint in constraints]
        node["constraints"] = [constraint for constraint in constraints if constraint is not None]
        if table.indexes:
            indexes = sorted(table.indexes, key=lambda index: (index.name is None, str(index.name)))
            node["indexes"] = [self.index(index) for index in indexes]
        if table.comment is not None:
            node["comment"] = str(table.comment)
        if table._prefixes:
            node["prefixes"] = [str(prefix) for prefix in table._prefixes]
        self.place.name = "the table `%s`" % (table.key,)
        self.options(node, table)
        if table.__dict__.get("info"):
            node["info"] = information(table.info)
        return node

    def metadata(self, metadata):
        """The lines of a `MetaData`."""
        yield {"metadata": {"schema": name_of(metadata.schema), "naming_convention": naming_convention(metadata)}}
        for key in sorted(metadata.tables):
            yield {"table": self.table(metadata.tables[key])}
        sequences = getattr(metadata, "_sequences", {})
        if self.dialect.supports_sequences:
            for key in sorted(sequences):
                sequence = sequences[key]
                if not (sequence.optional and self.dialect.sequences_optional):
                    self.place.name = "the sequence `%s`" % (key,)
                    yield {"sequence": self.sequence(sequence)}


KINDS = {
    "Index": "ix",
    "UniqueConstraint": "uq",
    "CheckConstraint": "ck",
    "ForeignKeyConstraint": "fk",
    "PrimaryKeyConstraint": "pk",
}


def naming_convention(metadata):
    """The templates; what is a function has given its names already."""
    pairs = []
    for key, template in dict(metadata.naming_convention or {}).items():
        if isinstance(key, type):
            key = KINDS.get(key.__name__, key.__name__)
        if isinstance(template, str):
            pairs.append([str(key), template])
    return mapping(pairs)


def make_dialect(name, server_version):
    """A dialect without a connection, which knows what it would have found out from one."""
    from sqlalchemy.engine.url import make_url

    # Percent signs stay single, whatever the driver's placeholders are.
    dialect = make_url(name + "://").get_dialect()(paramstyle="named")
    if name == "postgresql":
        # `standard_conforming_strings`, which no server has off.
        dialect._backslash_escapes = False
    if server_version:
        parse = getattr(dialect, "_parse_server_version", None)
        if parse is None:
            numbers = re.findall(r"\d+", server_version)[:3]
            dialect.server_version_info = tuple([int(number) for number in numbers])
        else:
            dialect.server_version_info = parse(server_version)
    return dialect


def metadatas_of(value):
    """The `MetaData` objects that `target_metadata` may be."""
    from sqlalchemy import MetaData

    values = list(value) if isinstance(value, (list, tuple, set, frozenset)) else [value]
    for item in values:
        if not isinstance(item, MetaData):
            raise NotExportable(
                "target_metadata is %r, but has to be a MetaData object or a list of them" % (item,)
            )
    return values


# What the text of a file has that describes tables.
DESCRIBES_TABLES = re.compile(
    r"""^\s+__tablename__\s*=|\btable\s*=\s*True\b|\bmapped_column\(|\bTable\(\s*["']\w+["']\s*,\s*[\w.]*metadata\b""",
    re.M,
)


def forgotten_files(metadatas):
    """The files beside those with models that look as if they had some, and that nothing has imported."""
    tables = {id(table) for metadata in metadatas for table in metadata.tables.values()}
    loaded, folders = set(), set()
    for module in list(sys.modules.values()):
        path = getattr(module, "__file__", None)
        if not isinstance(path, str) or not path.endswith(".py") or is_installed(path):
            continue
        path = os.path.realpath(path)
        loaded.add(path)
        for value in list(vars(module).values()):
            table = vars(value).get("__table__") if isinstance(value, type) else value
            if id(table) in tables:
                folders.add(os.path.dirname(path))
                break
    for folder in sorted(folders):
        for name in sorted(os.listdir(folder)):
            path = os.path.join(folder, name)
            if name.endswith(".py") and path not in loaded:
                with open(path, encoding="utf-8", errors="replace") as file:
                    if DESCRIBES_TABLES.search(file.read()):
                        yield path


def lines(value, request, place):
    """The lines for `target_metadata`: a `MetaData`, or a list of them."""
    exporter = Exporter(make_dialect(request["dialect"], request.get("server_version")), place)
    metadatas = metadatas_of(value)
    for metadata in metadatas:
        for line in exporter.metadata(metadata):
            yield line
    for path in forgotten_files(metadatas):
        yield {"warning": "%s is imported from nowhere: tables in it are not among the models" % shown(path)}
    yield {"end": {"sqlalchemy": exporter.sqlalchemy.__version__}}
