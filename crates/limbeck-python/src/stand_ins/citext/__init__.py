"""The stand-in for sqlalchemy-citext."""

from sqlalchemy.dialects.postgresql import CITEXT


class CIText(CITEXT):
    """PostgreSQL's case-insensitive text."""

    _name = "CITEXT"
