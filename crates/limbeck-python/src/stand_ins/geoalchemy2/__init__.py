"""The stand-in for GeoAlchemy 2: its types, as PostGIS has them."""

import _third_party

from .types import Geography, Geometry, Raster

__getattr__ = _third_party.lazy(
    __name__, ("admin", "alembic_helpers", "elements", "exc", "functions", "shape", "types", "utils")
)
