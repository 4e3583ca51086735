"""`TableIndex`."""

from collections import namedtuple

TableIndex = namedtuple("TableIndex", ("name", "definition"))
