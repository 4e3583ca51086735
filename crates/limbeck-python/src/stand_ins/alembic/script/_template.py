"""What Alembic gives to `script.py.mako`, from what Rust knows."""


def render(code, path, facts):
    """The text of a new script. `code` is the compiled template."""
    from mako.template import _render

    from .. import context

    data = {"config": context.config}
    data.update(context._template_args)
    data.update(facts)
    for name in ("down_revision", "branch_labels"):
        if isinstance(data[name], list):
            data[name] = tuple(data[name])
    data["create_date"] = _date(*facts["create_date"])
    data["comma"] = comma
    return _render(code, path, data)


def _date(year, month, day, hour, minute, second, microsecond, offset, zone):
    import datetime

    if offset is not None:
        offset = datetime.timezone(datetime.timedelta(seconds=offset), zone)
    return datetime.datetime(year, month, day, hour, minute, second, microsecond, offset)


def comma(value):
    """`util.format_as_comma`."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if hasattr(value, "__iter__"):
        return ", ".join(value)
    raise ValueError("Don't know how to comma-format %r" % value)
