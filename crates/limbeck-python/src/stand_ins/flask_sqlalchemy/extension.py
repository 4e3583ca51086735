"""`SQLAlchemy`: what applications call `db`."""

import sqlalchemy
from sqlalchemy import MetaData, orm

from .model import DefaultMeta, Model

# What there is only while the Flask application runs.
_OF_THE_APPLICATION = (
    "_make_engine", "_make_scoped_session", "_make_session_factory", "apply_driver_hacks", "create_all",
    "create_scoped_session", "create_session", "drop_all", "engine", "engines", "first_or_404", "get_app", "get_binds", "get_engine", "get_or_404",
    "get_tables_for_bind", "one_or_404", "paginate", "reflect", "session",
)


class SQLAlchemy:
    """SQLAlchemy's names, a base class for models, and the collection of their tables."""

    def __init__(self, app=None, *, metadata=None, model_class=Model, **options):
        if isinstance(model_class, type) and hasattr(model_class, "registry"):
            self.Model = DefaultMeta("Model", (model_class,), {"__abstract__": True, "__fsa__": self})
            metadata = self.Model.metadata
        else:
            metadata = MetaData() if metadata is None else metadata
            base = model_class if isinstance(model_class, type) else Model
            self.Model = orm.declarative_base(metadata=metadata, cls=base, name="Model", metaclass=DefaultMeta)
            self.Model.__fsa__ = self
        self.Model.query = _of_the_application("Model.query")
        self.metadatas = {None: metadata}

    @property
    def metadata(self):
        return self.metadatas[None]

    def _make_metadata(self, bind_key):
        if bind_key not in self.metadatas:
            self.metadatas[bind_key] = MetaData(naming_convention=self.metadata.naming_convention)
        return self.metadatas[bind_key]

    def init_app(self, app):
        """Belongs to the application."""

    def Table(self, name, *arguments, bind_key=None, **keywords):
        """A table of the collection, which need not be given."""
        if not arguments or not isinstance(arguments[0], MetaData):
            arguments = (self._make_metadata(bind_key), *arguments)
        return sqlalchemy.Table(name, *arguments, **keywords)

    def __getattr__(self, name):
        if name in _OF_THE_APPLICATION:
            return _of_the_application("SQLAlchemy()." + name)
        if not name.startswith("__"):
            for module in (sqlalchemy, orm):
                if hasattr(module, name):
                    return getattr(module, name)
        raise AttributeError(name)


def _of_the_application(text):
    from _placeholder import Origin, Placeholder

    return Placeholder(text, Origin("flask_sqlalchemy", None, None, "needs the Flask application to be running"))
