"""The types of `sqlalchemy.types` that users extend."""

from .sql.tree import Node
from .types import LargeBinary, TypeEngine, current_dialect, to_instance


class ExternalType:
    """A type that the user wrote."""

    cache_ok = None


class UserDefinedType(ExternalType, TypeEngine):
    """A type whose SQL `get_col_spec()` gives."""

    _name = "UserDefinedType"

    def _tree_(self):
        if self._variants:
            return "type.variant", {"base": self._written(), "variants": self._variants}
        written = self._written()
        return written.kind, written.fields

    def _written(self):
        get_col_spec = getattr(self, "get_col_spec", None)
        if get_col_spec is None:
            raise NotImplementedError("%s has no get_col_spec()" % type(self).__name__)
        try:
            text = get_col_spec()
        except TypeError:
            text = get_col_spec(type_expression=None)
        return Node("type.user_defined", {"text": str(text)})

    def coerce_compared_value(self, op, value):
        return self


class TypeDecorator(ExternalType, TypeEngine):
    """A type over another one: it is that one in SQL, and may change values on their way."""

    _name = "TypeDecorator"
    impl = None
    coerce_to_is_types = (type(None),)

    def __init__(self, *args, **kwargs):
        implementation = type(self).impl
        if implementation is None:
            raise AssertionError(
                "TypeDecorator implementations require a class-level variable 'impl' which refers "
                "to the class of type being decorated"
            )
        if isinstance(implementation, type):
            implementation = implementation(*args, **kwargs)
        self.impl = implementation

    def _implementation(self):
        dialect = current_dialect()
        variant = (self._variants or {}).get(dialect.name)
        if variant is not None:
            return variant
        return to_instance(self.load_dialect_impl(dialect))

    def _tree_(self):
        return self._implementation()._tree_()

    def load_dialect_impl(self, dialect):
        return self.impl_instance

    @property
    def impl_instance(self):
        # A subclass may forget to call `TypeDecorator.__init__`.
        return to_instance(self.impl)

    def type_engine(self, dialect):
        return self._implementation()

    def dialect_impl(self, dialect):
        return self._implementation()

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(to_instance(type(self).impl if name == "impl" else self.impl), name)

    def _bound_value_(self, value):
        kind = type(self)
        dialect = current_dialect()
        if kind.process_literal_param is not TypeDecorator.process_literal_param:
            value = self.process_literal_param(value, dialect)
        elif kind.process_bind_param is not TypeDecorator.process_bind_param:
            value = self.process_bind_param(value, dialect)
        convert = getattr(self._implementation(), "_bound_value_", None)
        return value if convert is None else convert(value)

    def process_bind_param(self, value, dialect):
        return value

    def process_literal_param(self, value, dialect):
        return value

    @property
    def _result_value_(self):
        inner = getattr(self._implementation(), "_result_value_", None)
        if type(self).process_result_value is TypeDecorator.process_result_value:
            return inner
        dialect = current_dialect()

        def process(value):
            return self.process_result_value(value if inner is None else inner(value), dialect)

        return process

    def process_result_value(self, value, dialect):
        return value

    def coerce_compared_value(self, op, value):
        return self

    @property
    def python_type(self):
        return self.impl_instance.python_type


class Variant(TypeDecorator):
    """Only its name is left in SQLAlchemy."""

    def __init__(self, *arg, **kw):
        raise NotImplementedError("Variant is no longer used in SQLAlchemy; this is a placeholder symbol for compatibility.")


class PickleType(TypeDecorator):
    impl = LargeBinary
    cache_ok = True

    def __init__(self, protocol=5, pickler=None, comparator=None, impl=None):
        super().__init__()
        self.protocol = protocol
        self.pickler = pickler
        self.comparator = comparator
        if impl is not None:
            self.impl = to_instance(impl)

    def process_bind_param(self, value, dialect):
        if value is None:
            return None
        pickler = self.pickler
        if pickler is None:
            import pickle as pickler
        return pickler.dumps(value, self.protocol)
