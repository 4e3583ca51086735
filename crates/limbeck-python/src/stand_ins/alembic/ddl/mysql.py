"""The implementation class of the dialect, for projects that derive from it."""

from .impl import DefaultImpl


class MySQLImpl(DefaultImpl):
    __dialect__ = "mysql"
