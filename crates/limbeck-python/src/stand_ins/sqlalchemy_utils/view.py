"""Views as DDL objects."""

from sqlalchemy.schema import DDLElement


class _ViewStatement(DDLElement):
    def _tree_(self):
        return "ddl", {"action": "text", "text": self._text()}


class CreateView(_ViewStatement):
    """`CREATE VIEW` of a query."""

    def __init__(self, name, selectable, materialized=False, replace=False):
        if materialized and replace:
            raise ValueError("Cannot use CREATE OR REPLACE with materialized views")
        self.name = name
        self.selectable = selectable
        self.materialized = materialized
        self.replace = replace

    def _text(self):
        from sqlalchemy.types import current_dialect

        query = self.selectable.compile(dialect=current_dialect(), compile_kwargs={"literal_binds": True})
        return "CREATE %s%sVIEW %s AS %s" % (
            "OR REPLACE " if self.replace else "", "MATERIALIZED " if self.materialized else "", self.name, query,
        )


class DropView(_ViewStatement):
    """`DROP VIEW`."""

    def __init__(self, name, materialized=False, cascade=True):
        self.name = name
        self.materialized = materialized
        self.cascade = cascade

    def _text(self):
        return "DROP %sVIEW IF EXISTS %s%s" % (
            "MATERIALIZED " if self.materialized else "", self.name, " CASCADE" if self.cascade else "",
        )
