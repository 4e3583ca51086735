"""What the text of `CREATE TABLE` says about constraints, for a database that keeps the text."""

import re

_START = re.compile(
    r"""(?:CONSTRAINT\s+("(?:[^"]|"")+"|`[^`]+`|\[[^\]]+\]|\w+)\s+)?(PRIMARY\s+KEY|UNIQUE|FOREIGN\s+KEY|CHECK)\s*\(""",
    re.IGNORECASE,
)


def constraints(definition):
    """The constraints with a list or condition: their name, kind, columns or text."""
    found = []
    at = 0
    while True:
        match = _START.search(definition, at)
        if match is None:
            return found
        inside, at = _inside(definition, match.end())
        name, kind = match.groups()
        kind = " ".join(kind.upper().split())
        found.append(
            {
                "name": None if name is None else _unquoted(name),
                "kind": kind,
                "text": inside,
                "columns": [] if kind == "CHECK" else [_unquoted(part.strip()) for part in inside.split(",")],
            }
        )


def _inside(text, start):
    """What stands between a parenthesis and the one that closes it, and the place behind that."""
    depth, quote = 1, None
    for place in range(start, len(text)):
        character = text[place]
        if quote is not None:
            if character == quote:
                quote = None
        elif character in "'\"`":
            quote = character
        elif character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
            if depth == 0:
                return text[start:place], place + 1
    return text[start:], len(text)


def _unquoted(name):
    if len(name) > 1 and name[0] in '"`[':
        return name[1:-1].replace('""', '"')
    return name
