"""The syntax of `.env` files."""

_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


def parse(text):
    """Pairs of names and values; a name without `=` has the value None."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    at = 0
    while at < len(text):
        while at < len(text) and text[at] in " \t\n":
            at += 1
        if at >= len(text):
            break
        end = _end_of_line(text, at)
        if text[at] == "#":
            at = end
            continue
        line = text[at:end]
        if line.startswith("export") and line[6:7] in (" ", "\t"):
            skipped = 6 + len(line[6:]) - len(line[6:].lstrip())
            at += skipped
            line = line[skipped:]
        name, equals, rest = line.partition("=")
        if not equals:
            yield name.partition("#")[0].strip().strip("'"), None
            at = end
            continue
        key = name.strip().strip("'")
        value_at = at + len(name) + 1
        while text[value_at : value_at + 1] in (" ", "\t") and text[value_at : value_at + 1]:
            value_at += 1
        value, at = _value(text, value_at)
        yield key, value


def _end_of_line(text, at):
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _value(text, at):
    quote = text[at : at + 1]
    if quote in ("'", '"') and quote:
        end = _closing_quote(text, at + 1, quote)
        if end is not None:
            raw = text[at + 1 : end]
            return _unescape(raw, quote), _end_of_line(text, end)
    end = _end_of_line(text, at)
    return _without_comment(text[at:end]), end


def _closing_quote(text, at, quote):
    while at < len(text):
        if text[at] == "\\":
            at += 2
            continue
        if text[at] == quote:
            return at
        at += 1
    return None


def _unescape(raw, quote):
    if "\\" not in raw:
        return raw
    pieces = []
    at = 0
    while at < len(raw):
        following = raw[at + 1 : at + 2]
        if raw[at] == "\\" and following:
            if following in ("\\", quote):
                pieces.append(following)
            elif quote == '"' and following in _ESCAPES:
                pieces.append(_ESCAPES[following])
            else:
                pieces.append("\\" + following)
            at += 2
        else:
            pieces.append(raw[at])
            at += 1
    return "".join(pieces)


def _without_comment(value):
    """An unquoted value ends where a `#` follows a blank."""
    for at, character in enumerate(value):
        if character == "#" and at > 0 and value[at - 1] in " \t":
            return value[:at].rstrip()
    return value.strip()
