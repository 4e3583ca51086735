"""`SQLModel` and the fields of its models."""

from sqlalchemy import MetaData

import _third_party


def _of_the_model(name):
    from _placeholder import Origin, Placeholder

    return Placeholder(name, Origin("sqlmodel", None, None, "describes a model, which only SQLModel itself can read"))


def Field(*arguments, **keywords):
    """A field: what it is follows from annotations, which pydantic reads."""
    return _of_the_model("Field(...)")


def Relationship(*arguments, **keywords):
    """A relationship between models."""
    return _of_the_model("Relationship(...)")


class SQLModel:
    """The base of models. Migrations only ask for its metadata; tables are not made from models here."""

    metadata = MetaData()
    model_config = {}

    def __init_subclass__(cls, **options):
        pass


__getattr__ = _third_party.lazy(__name__)
