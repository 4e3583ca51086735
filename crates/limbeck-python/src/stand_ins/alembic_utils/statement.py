"""How texts of entities become SQL."""


def normalize_whitespace(text, base_whitespace=" "):
    return base_whitespace.join(text.split())


def strip_terminating_semicolon(sql):
    return sql.strip().rstrip(";").strip()


def _escape(sql, kept):
    """Escapes the colons that `text()` would take for binds, apart from those of some pairs."""
    pieces = []
    at = 0
    while at < len(sql):
        pair = sql[at:at + 2]
        if pair in kept:
            pieces.append(pair)
            at += 2
        else:
            pieces.append("\\:" if sql[at] == ":" else sql[at])
            at += 1
    return "".join(pieces)


def escape_colon_for_sql(sql):
    return _escape(sql, ("::",))


def escape_colon_for_plpgsql(sql):
    return _escape(sql, ("::", ":=", "\\:"))


def coerce_to_unquoted(text):
    return text.replace('"', "")


def _quoted(name):
    return '"%s"' % name.strip().strip('"').strip()


def coerce_to_quoted(text):
    if "." in text:
        schema, _, name = text.partition(".")
        return "%s.%s" % (_quoted(schema), _quoted(name))
    return _quoted(text)
