"""Its helpers for Alembic: hooks of autogenerate, and spatial directives of `op`."""

from alembic.operations import BatchOperations, Operations


def include_object(obj, name, obj_type, reflected, compare_to):
    return not (obj_type == "table" and (name == "spatial_ref_sys" or name.startswith("idx_") and reflected))


def render_item(obj_type, obj, autogen_context):
    return False


def writer(context, revision, directives):
    return None


def _register(name, function):
    setattr(Operations, name, function)


def _table(self, table_name, *columns, **kw):
    return self.create_table(table_name, *columns, **kw)


def _drop_table(self, table_name, **kw):
    return self.drop_table(table_name, **kw)


def _add_column(self, table_name, column, schema=None):
    """Adds a column, and its spatial index."""
    self.add_column(table_name, column, schema=schema)
    if getattr(column.type, "spatial_index", False):
        self.create_index("idx_%s_%s" % (table_name, column.name), table_name, [column.name], schema=schema, **_gist)


def _drop_column(self, table_name, column_name, schema=None, **kw):
    self.drop_column(table_name, column_name, schema=schema, **kw)


def _index(self, index_name, table_name, columns, schema=None, unique=False, **kw):
    self.create_index(index_name, table_name, columns, schema=schema, unique=unique, **{**_gist, **kw})


def _drop_index(self, index_name, table_name=None, schema=None, **kw):
    kw.pop("column_name", None)
    self.drop_index(index_name, table_name=table_name, schema=schema, **kw)


_gist = {"postgresql_using": "gist"}

for _name, _function in (
    ("create_geospatial_table", _table),
    ("drop_geospatial_table", _drop_table),
    ("add_geospatial_column", _add_column),
    ("drop_geospatial_column", _drop_column),
    ("create_geospatial_index", _index),
    ("drop_geospatial_index", _drop_index),
):
    _register(_name, _function)


def _batch_add_column(self, column, *, insert_before=None, insert_after=None):
    """Adds a column of the batch's table, and its spatial index."""
    self.add_column(column, insert_before=insert_before, insert_after=insert_after)
    if getattr(column.type, "spatial_index", False):
        self.create_index("idx_%s_%s" % (self._table, column.name), [column.name], **_gist)


def _batch_drop_column(self, column_name, **kw):
    self.drop_column(column_name, **kw)


def _batch_index(self, index_name, columns, unique=False, **kw):
    self.create_index(index_name, columns, unique=unique, **{**_gist, **kw})


def _batch_drop_index(self, index_name, **kw):
    kw.pop("column_name", None)
    self.drop_index(index_name, **kw)


BatchOperations.add_geospatial_column = _batch_add_column
BatchOperations.drop_geospatial_column = _batch_drop_column
BatchOperations.create_geospatial_index = _batch_index
BatchOperations.drop_geospatial_index = _batch_drop_index
