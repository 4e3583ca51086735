"""`sqlalchemy.inspect`."""


def inspect(subject, raiseerr=True):
    """An inspector of a connection or engine, or what is known of a mapped class."""
    from .engine.base import Connection
    from .engine.create import Engine

    if isinstance(subject, (Connection, Engine)):
        from .engine.reflection import Inspector

        return Inspector(subject)
    described = getattr(subject, "__mapper__", None)
    if described is not None:
        if isinstance(subject, type):
            return described
        from .orm.state import state_of

        return state_of(subject)
    if not raiseerr:
        return None
    from .exc import NoInspectionAvailable

    raise NoInspectionAvailable(
        "No inspection system is available for object of type %s" % type(subject)
    )
