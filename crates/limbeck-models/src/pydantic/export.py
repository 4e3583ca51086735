"""Writes down the tables that Pydantic models stand for, for limbeck.

Runs in the project's own Python, which has to have Pydantic 2 and needs no SQLAlchemy. The lines are those of the exporter
for SQLAlchemy, and `{"warning": "..."}`. The rules by which a model becomes a table are those of the chapter on models;
whatever decides something here stands in a table there.
"""

import collections.abc
import datetime
import decimal
import difflib
import enum
import importlib
import importlib.util
import pkgutil
import typing
import uuid

# What `Field(json_schema_extra={...})` may say of a column.
FIELD_KEYS = (
    "autoincrement", "check", "column", "comment", "foreign_key", "index", "ondelete", "onupdate", "primary_key",
    "server_default", "type", "unique", "vector",
)

# What a class may say of its table.
CLASS_KEYS = ("__abstract__", "__comment__", "__indexes__", "__schema__", "__tablename__", "__unique__")

# The column types of plain types.
SCALARS = {
    "bool": {"class": "Boolean"},
    "int": {"class": "Integer"},
    "float": {"class": "Double"},
    "str": {"class": "Text"},
    "bytes": {"class": "LargeBinary"},
    "Decimal": {"class": "Numeric"},
    "UUID": {"class": "Uuid"},
    "date": {"class": "Date"},
    "time": {"class": "Time"},
    "datetime": {"class": "DateTime", "timezone": True},
    "NaiveDatetime": {"class": "DateTime"},
    "timedelta": {"class": "Interval"},
}

# The classes behind these names; the first one that fits counts.
CLASSES = (
    (bool, "bool"),
    (int, "int"),
    (float, "float"),
    (str, "str"),
    (bytes, "bytes"),
    (decimal.Decimal, "Decimal"),
    (uuid.UUID, "UUID"),
    (datetime.datetime, "datetime"),
    (datetime.date, "date"),
    (datetime.time, "time"),
    (datetime.timedelta, "timedelta"),
)

# What `"type"` may name besides SQL.
NAMED_TYPES = {
    "bigint": "BigInteger",
    "integer": "Integer",
    "smallint": "SmallInteger",
    "text": "Text",
}

# What names are made by.
CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
}


def made_name(name):
    return {"$": "conv", "value": name}


def snake_case(name):
    """`HTTPRoute` is `http_route`."""
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()


class Limits:
    """What the annotations of a type limit."""

    def __init__(self, metadata):
        self.max_length = self.max_digits = self.decimal_places = None
        self.add(metadata)

    def add(self, metadata):
        for item in metadata:
            if isinstance(getattr(item, "metadata", None), (list, tuple)):
                self.add(item.metadata)
            for name in ("max_length", "max_digits", "decimal_places"):
                value = getattr(item, name, None)
                if type(value) is int:
                    setattr(self, name, value)


class Exporter:
    def __init__(self, request, place):
        import pydantic

        self.dialect = request["dialect"]
        # What a name is put between.
        self.quotes = request["quotes"]
        self.place = place
        self.pydantic = pydantic
        self.warnings = []

    # Types.

    def document(self):
        """A value with parts of its own."""
        if self.dialect == "postgresql":
            text = {"$": "type", "class": "Text"}
            return {"$": "type", "class": "JSONB", "dialect": "postgresql", "astext_type": text}
        return {"$": "type", "class": "JSON"}

    def listing(self, item, limits):
        """A list, whose elements are of one type."""
        element, nullable = self.unwrapped(item, limits)
        data_type = None if nullable else self.scalar(element, limits)
        if data_type is None or self.dialect != "postgresql":
            return self.document()
        return {"$": "type", "class": "ARRAY", "dialect": "postgresql", "item_type": data_type}

    def unwrapped(self, annotation, limits):
        """A type without its annotations and without `None`, and whether there was one."""
        nullable = False
        while True:
            origin = typing.get_origin(annotation)
            if origin is typing.Annotated:
                annotation, *metadata = typing.get_args(annotation)
                limits.add(metadata)
            elif type(annotation).__name__ == "TypeAliasType":
                annotation = annotation.__value__
            elif origin is typing.Union or type(annotation).__name__ == "UnionType":
                others = [item for item in typing.get_args(annotation) if item is not type(None)]
                nullable = nullable or len(others) < len(typing.get_args(annotation))
                if len(others) != 1:
                    return typing.Union[tuple(others)], nullable
                annotation = others[0]
            else:
                return annotation, nullable

    def scalar(self, annotation, limits):
        """The type of a single value; `None` if it has parts."""
        if typing.get_origin(annotation) is typing.Literal:
            values = typing.get_args(annotation)
            if all([isinstance(value, str) for value in values]):
                return self.text(max([len(value) for value in values]))
            if all([type(value) is int for value in values]):
                return {"$": "type", **SCALARS["int"]}
            return None
        if not isinstance(annotation, type) or typing.get_origin(annotation) is not None:
            return None
        if annotation.__name__ == "NaiveDatetime" and annotation.__module__.startswith("pydantic"):
            return {"$": "type", **SCALARS["NaiveDatetime"]}
        if issubclass(annotation, enum.Enum):
            return self.enumeration(annotation)
        name = next((name for cls, name in CLASSES if issubclass(annotation, cls)), None)
        if name is None:
            module = annotation.__module__
            if module.startswith("pydantic") and not issubclass(annotation, self.pydantic.BaseModel):
                name = {"AwareDatetime": "datetime", "PastDatetime": "datetime", "FutureDatetime": "datetime",
                        "PastDate": "date", "FutureDate": "date", "SecretBytes": "bytes", "Json": None}.get(
                    annotation.__name__, "str")
            elif module in ("ipaddress", "pathlib") or module.startswith("pathlib."):
                name = "str"
        if name is None:
            return None
        node = {"$": "type", **SCALARS[name]}
        if name == "str" and limits.max_length is not None:
            return self.text(limits.max_length)
        if name == "bytes" and limits.max_length is not None:
            node["length"] = limits.max_length
        if name == "Decimal":
            if limits.max_digits is not None:
                node["precision"] = limits.max_digits
            if limits.decimal_places is not None:
                node["scale"] = limits.decimal_places
        return node

    def text(self, length):
        return {"$": "type", "class": "String", "length": length}

    def enumeration(self, cls):
        values = [member.value for member in cls]
        if values and all([isinstance(value, str) for value in values]):
            return {
                "$": "type",
                "class": "Enum",
                "enums": [str(value) for value in values],
                "name": snake_case(cls.__name__),
                "native_enum": True,
                "length": max([len(value) for value in values]),
            }
        if values and all([isinstance(value, int) for value in values]):
            return {"$": "type", **SCALARS["int"]}
        raise NotExportable("the values of the enum %s are neither all texts nor all integers" % cls.__name__)

    def data_type(self, annotation, limits):
        """The type of a column."""
        scalar = self.scalar(annotation, limits)
        if scalar is not None:
            return scalar
        origin = typing.get_origin(annotation)
        if annotation in (list, set, frozenset, tuple):
            return self.document()
        if origin in (list, set, frozenset, collections.abc.Sequence, collections.abc.Set):
            arguments = typing.get_args(annotation)
            return self.listing(arguments[0], Limits(()))
        if origin is tuple:
            arguments = typing.get_args(annotation)
            if len(arguments) == 2 and arguments[1] is Ellipsis:
                return self.listing(arguments[0], Limits(()))
            return self.document()
        if self.is_document(annotation, origin):
            return self.document()
        raise NotExportable(
            "there is no column type for %s; name one with json_schema_extra={\"type\": \"...\"}" % (annotation,)
        )

    def is_document(self, annotation, origin):
        if annotation is typing.Any or annotation is dict or origin in (dict, typing.Union, typing.Literal):
            return True
        if origin in (collections.abc.Mapping, collections.abc.MutableMapping):
            return True
        if not isinstance(annotation, type):
            return False
        return (
            issubclass(annotation, (dict, self.pydantic.BaseModel))
            or hasattr(annotation, "__dataclass_fields__")
            or annotation.__name__ == "Json"
        )

    def vector(self, length):
        if type(length) is not int or length < 1:
            raise NotExportable("\"vector\" is the number of its elements, not %r" % (length,))
        if self.dialect != "postgresql":
            return self.document()
        return {
            "$": "type.custom",
            "module": "pgvector.sqlalchemy",
            "representation": "Vector(dim=%d)" % length,
            "implementation": {"$": "type.user_defined", "text": "VECTOR(%d)" % length},
        }

    # Columns.

    def extra(self, cls, name, field):
        extra = field.json_schema_extra
        if not isinstance(extra, dict):
            return {}
        for key in extra:
            if key not in FIELD_KEYS:
                for close in difflib.get_close_matches(str(key), FIELD_KEYS, 1, 0.8):
                    self.warnings.append(
                        "json_schema_extra of %s.%s has %r, which limbeck does not know; it knows %r"
                        % (cls.__name__, name, key, close)
                    )
        return extra

    def columns(self, cls):
        """The fields of a class that are columns, by the names of these: node, what is said of it, and the annotation."""
        found = {}
        for name, field in cls.model_fields.items():
            self.place.name = "the field `%s` of `%s`" % (name, cls.__name__)
            extra = self.extra(cls, name, field)
            if extra.get("column") is False:
                continue
            found[extra.get("column", name)] = (self.column(extra.get("column", name), field, extra), extra, name, field)
        return found

    def column(self, name, field, extra):
        limits = Limits(field.metadata)
        annotation, nullable = self.unwrapped(field.annotation, limits)
        if "type" in extra:
            given = str(extra["type"])
            known = NAMED_TYPES.get(given.lower())
            data_type = (
                {"$": "type.user_defined", "text": given} if known is None else {"$": "type", "class": known}
            )
        elif "vector" in extra:
            data_type = self.vector(extra["vector"])
        else:
            data_type = self.data_type(annotation, limits)
        node = {"$": "Column", "name": name, "type": data_type, "nullable": nullable}
        if extra.get("autoincrement") is False:
            node["autoincrement"] = False
        if extra.get("comment") is not None:
            node["comment"] = str(extra["comment"])
        default = self.server_default(field, extra)
        if default is not None:
            node["server_default"] = default
        elif field.default_factory is not None:
            node["has_callable_default"] = True
        return node

    def server_default(self, field, extra):
        """What the server fills in: what is said, or a default that is a single value."""
        if "server_default" in extra:
            given = extra["server_default"]
            return None if given is None else as_text(str(given))
        value = field.default
        if isinstance(value, enum.Enum):
            value = value.value
        if isinstance(value, bool):
            return {"$": "sql.true" if value else "sql.false"}
        if isinstance(value, (int, float, decimal.Decimal)):
            return as_text(str(value))
        if isinstance(value, str):
            return str(value)
        if isinstance(value, (datetime.date, datetime.time, uuid.UUID)):
            return str(value)
        return None

    # Tables.

    def table(self, cls, tables):
        name = table_name(cls)
        schema = getattr(cls, "__schema__", None)
        columns = self.columns(cls)
        self.place.name = "the model `%s`" % cls.__name__
        keys = key_columns(cls, columns)
        constraints = [{"$": "PrimaryKeyConstraint", "name": None, "columns": keys}]
        indexes = []

        def named(kind, of):
            return made_name("%s_%s_%s" % (kind, name, "_".join(of)))

        for column, (node, extra, field_name, field) in columns.items():
            self.place.name = "the field `%s` of `%s`" % (field_name, cls.__name__)
            if column in keys:
                node["nullable"] = False
            if extra.get("unique"):
                constraints.append({"$": "UniqueConstraint", "name": named("uq", [column]), "columns": [column]})
            if extra.get("foreign_key"):
                constraints.append(self.foreign_key(named("fk", [column]), column, extra, tables))
            constraints.extend(self.checks(named("ck", [column]), column, extra, field))
            if extra.get("index"):
                indexes.append(self.index(named("ix", [column]), name, schema, [column], extra["index"]))
        self.place.name = "the model `%s`" % cls.__name__
        by_field = {field_name: column for column, (_, _, field_name, _) in columns.items()}
        for fields in getattr(cls, "__unique__", ()):
            of = columns_of(fields, by_field, "__unique__")
            constraints.append({"$": "UniqueConstraint", "name": named("uq", of), "columns": of})
        for fields in getattr(cls, "__indexes__", ()):
            of = columns_of(fields, by_field, "__indexes__")
            indexes.append(self.index(named("ix", of), name, schema, of, True))
        node = {
            "$": "Table",
            "name": name,
            "schema": schema,
            "columns": [node for node, *_ in columns.values()],
            "constraints": constraints,
            "indexes": indexes,
        }
        if cls.__dict__.get("__comment__") is not None:
            node["comment"] = str(cls.__dict__["__comment__"])
        return node

    def foreign_key(self, name, column, extra, tables):
        parts = str(extra["foreign_key"]).split(".")
        if len(parts) not in (2, 3) or not all(parts):
            raise NotExportable(
                "\"foreign_key\" is \"table.column\" or \"schema.table.column\", not %r" % (extra["foreign_key"],)
            )
        table = parts[-2]
        # Without a schema it is the table of that name, wherever that is.
        schemas = {getattr(cls, "__schema__", None) for cls in tables if table_name(cls) == table}
        if len(parts) == 3:
            schema = parts[0]
        elif len(schemas) > 1:
            raise NotExportable("there are several tables `%s`: name the schema, too" % table)
        else:
            schema = next(iter(schemas), None)
        node = {"$": "ForeignKeyConstraint", "name": name, "columns": [column], "table": table, "schema": schema}
        node["referred_columns"] = [parts[-1]]
        for action in ("ondelete", "onupdate"):
            if extra.get(action):
                node[action] = str(extra[action])
        return node

    def checks(self, name, column, extra, field):
        if extra.get("check"):
            yield check(name, str(extra["check"]))
            return
        annotation, _ = self.unwrapped(field.annotation, Limits(()))
        if typing.get_origin(annotation) is typing.Literal and "type" not in extra:
            values = typing.get_args(annotation)
            if all([isinstance(value, str) or type(value) is int for value in values]):
                listed = [str(value) if type(value) is int else "'%s'" % value.replace("'", "''") for value in values]
                if len({type(value) is int for value in values}) == 1:
                    opening, closing = self.quotes
                    yield check(name, "%s%s%s IN (%s)" % (opening, column, closing, ", ".join(listed)))

    def index(self, name, table, schema, columns, given):
        node = {"$": "Index", "name": name, "table": table, "schema": schema, "elements": columns}
        if isinstance(given, dict):
            unknown = set(given) - {"using", "ops", "unique"}
            if unknown:
                raise NotExportable("\"index\" may have \"using\", \"ops\" and \"unique\", not %r" % sorted(unknown))
            options = []
            if given.get("using"):
                options.append(["postgresql_using", str(given["using"])])
            if given.get("ops"):
                options.append(["postgresql_ops", mapping([[columns[0], str(given["ops"])]])])
            node["options"] = mapping(options)
            if given.get("unique"):
                node["unique"] = True
        elif isinstance(given, str):
            node["name"] = given
        return node


def check(name, condition):
    return {"$": "CheckConstraint", "name": name, "sqltext": as_text(condition)}


def columns_of(fields, by_field, where):
    fields = [fields] if isinstance(fields, str) else list(fields)
    for field in fields:
        if field not in by_field:
            raise NotExportable("%s names %r, which is no field that is a column" % (where, field))
    return [by_field[field] for field in fields]


def key_columns(cls, columns):
    """The columns of the primary key: those that say so, or else `id`."""
    marked = [column for column, (_, extra, *_) in columns.items() if extra.get("primary_key")]
    return marked or [column for column, (_, _, name, _) in columns.items() if name == "id"]


def has_key(cls):
    """Whether a class has a field for a primary key."""
    for name, field in cls.model_fields.items():
        extra = field.json_schema_extra
        if name == "id" or isinstance(extra, dict) and extra.get("primary_key"):
            return True
    return False


def table_name(cls):
    own = cls.__dict__.get("__tablename__")
    return snake_case(cls.__name__) if own is None else str(own)


# Finding the models.


class Sources:
    """The modules that a setting names, imported."""

    def __init__(self, names, folder, warnings):
        self.modules = []
        for name in names:
            path = os.path.join(folder, name)
            if os.path.isdir(path) and not os.path.exists(os.path.join(path, "__init__.py")):
                self.add_folder(path, folder)
            elif os.path.exists(path):
                self.add(dotted(path, folder), warnings)
            else:
                self.add(name, warnings)

    def add(self, name, warnings):
        module = importlib.import_module(name)
        self.modules.append(module)
        for path in getattr(module, "__path__", ()):
            known = set(sys.modules)
            found = [item.name for item in pkgutil.walk_packages([path], name + ".")]
            imported = [item for item in found if item in known]
            for item in found:
                self.modules.append(importlib.import_module(item))
                if imported and item not in known and is_model_file(sys.modules[item]):
                    warnings.append(
                        "%s is imported from nowhere; its tables are taken all the same"
                        % shown(sys.modules[item].__file__)
                    )

    def add_folder(self, path, folder):
        for entry in sorted(os.listdir(path)):
            if entry.endswith(".py"):
                self.modules.append(importlib.import_module(dotted(os.path.join(path, entry), folder)))


def is_model_file(module):
    from pydantic import BaseModel

    return any(is_own(value, module, BaseModel) for value in vars(module).values())


def dotted(path, folder):
    """The name by which a file or folder of the project is imported."""
    path = os.path.realpath(path)
    path = path[: -len(".py")] if path.endswith(".py") else path
    for entry in sorted(sys.path, key=len, reverse=True):
        entry = os.path.realpath(entry or ".")
        if path.startswith(entry + os.sep):
            return path[len(entry) + 1 :].replace(os.sep, ".")
    sys.path.insert(0, os.path.realpath(folder))
    return os.path.relpath(path, os.path.realpath(folder)).replace(os.sep, ".")


def is_own(value, module, base):
    return isinstance(value, type) and issubclass(value, base) and value.__module__ == module.__name__


def models_of(modules, pydantic):
    """The classes that are tables."""
    found = []
    for module in modules:
        for value in vars(module).values():
            if not is_own(value, module, pydantic.BaseModel) or value in found:
                continue
            if hasattr(value, "__table__"):
                raise NotExportable(
                    "%s is a model of SQLModel; give its metadata to context.configure() in env.py instead" % value
                )
            found.append(value)
    tables = [
        cls
        for cls in found
        if has_key(cls)
        and not cls.__dict__.get("__abstract__", False)
        and not cls.__pydantic_generic_metadata__["parameters"]
    ]
    # What other tables derive from is their common core.
    return [
        cls
        for cls in tables
        if "__tablename__" in cls.__dict__ or not any(other is not cls and issubclass(other, cls) for other in tables)
    ]


def lines(value, request, place):
    """The lines for the models of a project."""
    exporter = Exporter(request, place)
    sources = Sources(request["models"], request["folder"], exporter.warnings)
    tables = models_of(sources.modules, exporter.pydantic)
    if not tables:
        raise NotExportable(
            "there is no table in %s: a model is one if it has a field `id`, or one with "
            "json_schema_extra={\"primary_key\": True}" % ", ".join(request["models"])
        )
    seen = {}
    yield {"metadata": {"naming_convention": mapping([list(item) for item in CONVENTION.items()])}}
    for cls in tables:
        name = (getattr(cls, "__schema__", None), table_name(cls))
        if name in seen:
            raise NotExportable("%s and %s are both the table `%s`" % (seen[name], cls, name[1]))
        seen[name] = cls
        yield {"table": exporter.table(cls, tables)}
    for warning in exporter.warnings:
        yield {"warning": warning}
    yield {"end": {"pydantic": exporter.pydantic.VERSION}}
