"""What the stand-ins for third-party packages share."""

import sys


def lazy(package, submodules=()):
    """A module's `__getattr__`: submodules are imported when they are asked for, other names are placeholders."""

    def attribute(name):
        if name in submodules:
            full = package + "." + name
            __import__(full)
            return sys.modules[full]
        if name.startswith("__"):
            raise AttributeError(name)
        from _placeholder import Origin
        from _placeholder_modules import imported_name

        return imported_name(name, Origin(package, None, None, "has no %r among limbeck's stand-ins" % name))

    return attribute


# Directives of `op` that a package registers when it is imported. Alembic imports every script of a project before it
# runs one, so that a script may use a directive that only another one imports the package for.
DIRECTIVES = {
    "add_geospatial_column": "geoalchemy2.alembic_helpers",
    "create_entity": "alembic_utils.reversible_op",
    "create_geospatial_index": "geoalchemy2.alembic_helpers",
    "create_geospatial_table": "geoalchemy2.alembic_helpers",
    "drop_entity": "alembic_utils.reversible_op",
    "drop_geospatial_column": "geoalchemy2.alembic_helpers",
    "drop_geospatial_index": "geoalchemy2.alembic_helpers",
    "drop_geospatial_table": "geoalchemy2.alembic_helpers",
    "replace_entity": "alembic_utils.reversible_op",
    "sync_enum_values": "alembic_postgresql_enum.sync_enum_values",
}
