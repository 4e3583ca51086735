# What Alembic takes for the parts of a comparison: prints the seconds for loading the models, and for the rest.
import sys
import time

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

folder, url = sys.argv[1:]
sys.path.insert(0, folder)
started = time.perf_counter()
import models

loaded = time.perf_counter() - started
with sa.create_engine(url).connect() as connection:
    context = MigrationContext.configure(connection)
    started = time.perf_counter()
    differences = compare_metadata(context, models.metadata)
    compared = time.perf_counter() - started
assert not differences, differences
print(loaded, compared)
