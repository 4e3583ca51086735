"""`stat`: its native part; the rest, which is for other systems, is loaded when it is asked for."""

from _stat import *  # noqa: F403


def __getattr__(name):
    import _limbeck_full_stat

    return getattr(_limbeck_full_stat, name)
