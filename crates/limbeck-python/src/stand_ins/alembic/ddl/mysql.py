"""The implementation classes of the dialects, for projects that derive from them."""

from .impl import DefaultImpl


class MySQLImpl(DefaultImpl):
    __dialect__ = "mysql"


class MariaDBImpl(MySQLImpl):
    __dialect__ = "mariadb"
