"""Spatial types."""

from sqlalchemy.exc import ArgumentError
from sqlalchemy.types import UserDefinedType, current_dialect


class _GISType(UserDefinedType):
    """A type of PostGIS, whose columns have a spatial index unless it is declined."""

    name = None
    cache_ok = False

    def __init__(
        self, geometry_type="GEOMETRY", srid=-1, dimension=None, spatial_index=True, use_N_D_index=False,
        use_typmod=None, from_text=None, name=None, nullable=True, _spatial_index_reflected=None,
    ):
        try:
            self.srid = int(-1 if srid is None else srid)
        except (TypeError, ValueError):
            raise ArgumentError("srid must be convertible to an integer") from None
        self.geometry_type = geometry_type.upper() if geometry_type else None
        self.dimension = dimension
        self.spatial_index = spatial_index
        self.use_N_D_index = use_N_D_index
        self.use_typmod = use_typmod
        self.nullable = nullable
        if name is not None:
            self.name = name

    def get_col_spec(self, **keywords):
        if current_dialect().name == "sqlite":
            raise NotImplementedError(
                "limbeck does not create SpatiaLite columns: run this step with Alembic itself"
            )
        if self.use_typmod is False:
            raise NotImplementedError(
                "limbeck does not create columns with AddGeometryColumn() (use_typmod=False): run this step with "
                "Alembic itself"
            )
        if not self.geometry_type:
            return self.name
        return "%s(%s,%d)" % (self.name, self.geometry_type, self.srid)

    def _indexed(self, column):
        return column

    def _table_made_(self, table, column):
        """Called for the columns of a table that is about to be created."""
        if not self.spatial_index:
            return
        from sqlalchemy import Index

        Index(
            "idx_%s_%s" % (table.name, column.name),
            self._indexed(column),
            postgresql_using="gist",
            postgresql_ops={column.name: "gist_geometry_ops_nd"} if self.use_N_D_index else {},
        )


class Geometry(_GISType):
    name = "geometry"


class Geography(_GISType):
    name = "geography"


class Raster(_GISType):
    name = "raster"

    def __init__(self, spatial_index=True, from_text=None, name=None, nullable=True, _spatial_index_reflected=None):
        super().__init__(geometry_type=None, spatial_index=spatial_index, name=name, nullable=nullable)

    def _indexed(self, column):
        from sqlalchemy import func

        return func.ST_ConvexHull(column)
