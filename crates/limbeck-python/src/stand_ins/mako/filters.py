"""The filters of `${expression | filter}`."""

import re

_REFERENCES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;"}


class Markup(str):
    """Text that is escaped already."""

    def __html__(self):
        return self


def _escaped(text):
    return re.sub("[&<>\"']", lambda match: _REFERENCES[match.group()], text)


def html_escape(value):
    if hasattr(value, "__html__"):
        return Markup(value.__html__())
    return Markup(_escaped(str(value)))


def xml_escape(string):
    return _escaped(string)


def url_escape(string):
    from urllib.parse import quote_plus

    return quote_plus(string.encode("utf8"))


def trim(string):
    return string.strip()


def html_entities_escape(text):
    from html.entities import codepoint2name

    return str(text).translate({code: "&%s;" % name for code, name in codepoint2name.items()})


class _Decode:
    """`decode.utf8` and so on: bytes become text, text stays."""

    def __getattr__(self, encoding):
        def decode(value):
            if isinstance(value, str):
                return value
            if not isinstance(value, bytes):
                return str(value)
            return str(value, encoding=encoding)

        return decode


decode = _Decode()
