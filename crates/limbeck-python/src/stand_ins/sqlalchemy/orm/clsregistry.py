"""Names in relationships: classes, tables and expressions that are given as text, and annotations."""

import re

from ..exc import InvalidRequestError

_COLLECTIONS = ("List", "list", "Set", "set", "Sequence", "Collection", "MutableSequence", "MutableSet")


def evaluated(text, cls):
    """What an expression means among the classes and tables that a class knows."""
    names = _functions()
    for metadata in {id(found): found for found in _collections(cls)}.values():
        for key, table in metadata.tables.items():
            names.setdefault(table.name if "." in key else key, table)
    names.update(cls.registry._class_registry)
    try:
        return eval(text, names)
    except (NameError, AttributeError) as error:
        raise InvalidRequestError(
            "When initializing mapper Mapper[%s], expression %r failed to locate a name (%r). If this is a class "
            "name, consider adding this relationship() to the %r class after both dependent classes have been defined."
            % (cls.__name__, text, str(error), cls)
        ) from None


def _collections(cls):
    yield cls.registry.metadata
    table = getattr(cls, "__table__", None)
    if table is not None:
        yield table.metadata


def _functions():
    import sqlalchemy

    from .relationship_join import foreign, remote

    names = {name: getattr(sqlalchemy, name) for name in ("and_", "or_", "not_", "func", "desc", "asc", "text", "cast")}
    names["foreign"], names["remote"] = foreign, remote
    return names


def class_named(text, cls):
    """The class of that name; of one in a module the last part counts."""
    found = cls.registry._class_registry.get(text.strip().rpartition(".")[2])
    return evaluated(text, cls) if found is None else found


_WRAPPER = re.compile(r"^\s*(?:[\w.]+\.)?(\w+)\[(.*)\]\s*$", re.S)


def annotated(annotation, cls):
    """What the annotation of a relationship says: the class, whether it is a collection, and of which kind."""
    item = getattr(annotation, "item", annotation)
    text = item if isinstance(item, str) else getattr(item, "__forward_arg__", None)
    if text is not None:
        return _annotated_text(text, cls)
    origin = getattr(item, "__origin__", None)
    arguments = getattr(item, "__args__", None)
    if origin in (list, set, frozenset) or getattr(origin, "__name__", None) in _COLLECTIONS:
        inner, _, _ = annotated(arguments[0], cls)
        return inner, True, set if origin in (set, frozenset) else None
    if arguments and type(None) in arguments:
        return annotated([argument for argument in arguments if argument is not type(None)][0], cls)
    return item, False, None


def _annotated_text(text, cls):
    text = text.strip().strip("\"'")
    match = _WRAPPER.match(text)
    if match is None:
        parts = [part.strip().strip("\"'") for part in text.split("|")]
        return class_named([part for part in parts if part != "None"][0], cls), False, None
    word, inner = match.groups()
    if word in ("Mapped", "Optional", "DynamicMapped", "WriteOnlyMapped"):
        return _annotated_text(inner, cls)
    found, _, _ = _annotated_text(inner, cls)
    return found, True, set if word.lower() in ("set", "mutableset") else None
