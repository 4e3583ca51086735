"""`URL` and `make_url`.

Where a URL leads and what its parameters mean is decided in Rust; here it is only taken apart and
put together again, in the way SQLAlchemy does it.
"""

import _placeholder

from ..exc import ArgumentError

_SAFE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~")


def _quote(text, safe):
    kept = _SAFE | frozenset(safe)
    data = text.encode("utf-8")
    return "".join([chr(byte) if byte in kept else "%%%02X" % byte for byte in data])


def _quote_plus(text):
    return _quote(text, b" ").replace(" ", "+")


def _unquote(text):
    if "%" not in text:
        return text
    parts = text.split("%")
    pieces = [parts[0].encode("utf-8")]
    for part in parts[1:]:
        try:
            pieces.append(bytes.fromhex(part[:2]) if len(part) >= 2 else b"%")
            rest = part[2:] if len(part) >= 2 else part
        except ValueError:
            pieces.append(b"%")
            rest = part
        pieces.append(rest.encode("utf-8"))
    return b"".join(pieces).decode("utf-8", "replace")


def _parse_query(text, keep_blank_values):
    query = {}
    for pair in text.split("&"):
        key, equals, value = pair.partition("=")
        if not pair or not (value or keep_blank_values):
            continue
        key = _unquote(key.replace("+", " "))
        value = _unquote(value.replace("+", " "))
        if key in query:
            earlier = query[key]
            query[key] = (earlier if isinstance(earlier, list) else [earlier]) + [value]
        else:
            query[key] = value
    return query


class _Query(dict):
    """The parameters of a URL: a dict that does not change."""

    def _immutable(self, *arguments, **keywords):
        raise TypeError("immutabledict object is immutable and/or readonly")

    __setitem__ = __delitem__ = __ior__ = _immutable
    clear = pop = popitem = setdefault = update = _immutable

    def union(self, *others, **keywords):
        merged = dict(self)
        for other in others:
            if other:
                merged.update(other)
        merged.update(keywords)
        return _Query(merged)

    def __hash__(self):
        return hash(frozenset(self.items()))


def _query(query):
    if not query:
        return _Query()
    items = query.items() if hasattr(query, "items") else query
    made = {}
    for key, value in items:
        if not isinstance(key, str):
            raise TypeError("Query dictionary keys must be strings")
        if isinstance(value, (list, tuple)):
            value = tuple(value)
            if len(value) == 1:
                value = value[0]
        if not isinstance(value, (str, tuple)):
            raise TypeError("Query dictionary values must be strings or sequences of strings")
        made[key] = value
    return _Query(made)


# Passwords of URLs that were shown with `***`: programs written for SQLAlchemy 1.4, whose `str()`
# shows the password, hand that text back to `create_engine`.
_hidden = {}


class URL(tuple):
    """The parts of a database URL; its methods give changed copies."""

    __slots__ = ()
    _fields = ("drivername", "username", "password", "host", "port", "database", "query")

    def __new__(cls, drivername, username=None, password=None, host=None, port=None, database=None, query=None):
        return tuple.__new__(cls, (drivername, username, password, host, port, database, query or _Query()))

    drivername = property(lambda self: tuple.__getitem__(self, 0))
    username = property(lambda self: tuple.__getitem__(self, 1))
    password = property(lambda self: tuple.__getitem__(self, 2))
    host = property(lambda self: tuple.__getitem__(self, 3))
    port = property(lambda self: tuple.__getitem__(self, 4))
    database = property(lambda self: tuple.__getitem__(self, 5))
    query = property(lambda self: tuple.__getitem__(self, 6))

    @classmethod
    def create(cls, drivername, username=None, password=None, host=None, port=None, database=None, query=_Query()):
        given = (drivername, username, password, host, port, database)
        for value in (*given, *dict(query or ()).values()):
            if _placeholder.is_opaque(value):
                return cls._of_placeholders(drivername, username, password, host, port, database, query)
        _need_text("drivername", drivername)
        if drivername is None or not drivername:
            raise TypeError("drivername must be a string")
        for name, value in (("username", username), ("host", host), ("database", database)):
            _need_text(name, value)
        if port is not None:
            try:
                port = int(port)
            except ValueError:
                raise TypeError("Port argument must be an integer or None") from None
        return cls(drivername, username, password, host, port, database, _query(query))

    @classmethod
    def _of_placeholders(cls, *parts):
        """A URL of which some parts are the application's."""
        if _placeholder.explicit_url() is None:
            known = [_placeholder.plain(part, names_database=True) for part in parts[:6]]
            if not any(_placeholder.is_opaque(part) for part in known):
                return cls.create(*known, parts[6])
            source = next((part for part in parts if isinstance(part, _placeholder.Placeholder)), None)
            if source is not None:
                return _placeholder.made_by("sqlalchemy.engine", "URL.create", source, parts)
        return _opaque_url(next(part for part in parts if _placeholder.is_opaque(part)))

    def _asdict(self):
        return dict(zip(self._fields, self))

    def _replace(self, **changes):
        return type(self).create(**{**self._asdict(), **changes})

    def set(self, drivername=None, username=None, password=None, host=None, port=None, database=None, query=None):
        given = (drivername, username, password, host, port, database, query)
        return self._replace(**{name: value for name, value in zip(self._fields, given) if value is not None})

    def update_query_string(self, query_string, append=False):
        return self.update_query_dict(_parse_query(query_string, False), append)

    def update_query_pairs(self, key_value_pairs, append=False):
        new = {}
        for key, value in key_value_pairs:
            if key in new:
                earlier = new[key]
                new[key] = (earlier if isinstance(earlier, list) else [earlier]) + [value]
            else:
                new[key] = value
        return self.update_query_dict(new, append)

    def update_query_dict(self, query_parameters, append=False):
        merged = dict(self.query)
        for key, value in dict(query_parameters).items():
            if append and key in merged:
                value = _listed(merged[key]) + _listed(value)
            merged[key] = value
        return self._replace(query=merged)

    def difference_update_query(self, names):
        names = set(names)
        if not names.intersection(self.query):
            return self
        return self._replace(query={key: value for key, value in self.query.items() if key not in names})

    @property
    def normalized_query(self):
        return {key: tuple(_listed(value)) for key, value in self.query.items()}

    def render_as_string(self, hide_password=True):
        text = self.drivername + "://"
        if self.username is not None:
            text += _quote(self.username, b" +")
            if self.password is not None:
                text += ":" + ("***" if hide_password else _quote(str(self.password), b" +"))
            text += "@"
        if self.host is not None:
            text += "[%s]" % self.host if ":" in self.host else self.host
        if self.port is not None:
            text += ":%d" % self.port
        if self.database is not None:
            text += "/" + _quote(self.database, b" +/")
        if self.query:
            text += "?" + "&".join(
                [
                    "%s=%s" % (_quote_plus(key), _quote_plus(value))
                    for key in sorted(self.query)
                    for value in _listed(self.query[key])
                ]
            )
        if hide_password and self.password is not None:
            _hidden[text] = str(self.password)
        return text

    __to_string__ = render_as_string

    def __str__(self):
        return self.render_as_string()

    __repr__ = __str__

    def __hash__(self):
        return hash(str(self))

    def __eq__(self, other):
        return isinstance(other, URL) and tuple.__eq__(self, other)

    def __ne__(self, other):
        return not self == other

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def _tree_(self):
        return self.render_as_string(hide_password=False)

    def get_backend_name(self):
        return self.drivername.partition("+")[0]

    def get_driver_name(self):
        _, plus, driver = self.drivername.partition("+")
        return driver if plus else self.get_dialect().driver

    def get_dialect(self, _is_async=False):
        from .default import dialect_class

        return dialect_class(self.drivername)

    def translate_connect_args(self, names=None, **keywords):
        translated = {}
        for attribute in ("host", "database", "username", "password", "port"):
            name = keywords.get(attribute, attribute)
            value = getattr(self, attribute)
            if name is not None and value:
                translated[name] = value
        return translated


def _opaque_url(value):
    """What stands for a URL that depends on the application: the one that the user gave, or a placeholder."""
    known = _placeholder.explicit_url()
    return _placeholder.lift(value) if known is None else _parse_url(known)


def _listed(value):
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _need_text(name, value):
    if value is not None and not isinstance(value, str):
        raise TypeError("%s must be a string" % name)


def make_url(name_or_url, *, keep_blank_values=False):
    """The URL that a text or URL object says."""
    if isinstance(name_or_url, URL):
        return name_or_url
    if isinstance(name_or_url, _placeholder.Placeholder) and _placeholder.explicit_url() is None:
        name_or_url = _placeholder.url_text(name_or_url)
    if _placeholder.is_opaque(name_or_url):
        return _opaque_url(name_or_url)
    if not isinstance(name_or_url, str):
        raise ArgumentError("Expected string or URL object, got %r" % (name_or_url,))
    return _parse_url(name_or_url, keep_blank_values)


def _parse_url(text, keep_blank_values=False):
    name, separator, rest = text.partition("://")
    if not separator or not name or not all(c.isalnum() or c in "_+" for c in name):
        raise ArgumentError("Could not parse SQLAlchemy URL from given URL string")
    username, password, rest = _credentials(rest)
    host = port = None
    if rest.startswith("[") and "]" in rest and not set("/?") & set(rest[1 : rest.index("]")]):
        host, _, rest = rest[1:].partition("]")
    else:
        end = _first_of(rest, "/:?")
        host, rest = rest[:end] or None, rest[end:]
    if rest.startswith(":"):
        end = _first_of(rest, "/?")
        port, rest = rest[1:end] or None, rest[end:]
    database = query = None
    if rest.startswith("/"):
        end = _first_of(rest, "?")
        database, rest = rest[1:end], rest[end:]
    if rest.startswith("?"):
        query = _parse_query(rest[1:], keep_blank_values)
    if username is not None:
        username = _unquote(username)
    if password is not None:
        password = _hidden.get(text, "***") if password == "***" else _unquote(password)
    if database is not None:
        database = _unquote(database)
    if port is not None:
        port = int(port)
    return URL.create(name, username, password, host, port, database, query)


def _credentials(rest):
    """The user name and password before the `@`, and what follows it."""
    end = _first_of(rest, ":/")
    if rest[end : end + 1] == ":" and "@" in rest[end:]:
        password, _, after = rest[end + 1 :].partition("@")
        return rest[:end], password, after
    at = rest.rfind("@", 0, end)
    if at >= 0:
        return rest[:at], None, rest[at + 1 :]
    return None, None, rest


def _first_of(text, characters):
    """Where the first of some characters stands, or the end."""
    places = [place for place in [text.find(c) for c in characters] if place >= 0]
    return min(places, default=len(text))
