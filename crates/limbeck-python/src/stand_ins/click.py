"""The stand-in for click, of which scripts take what they print with."""

import _third_party
import sys


def echo(message=None, file=None, nl=True, err=False, color=None):
    """Prints a message without colours."""
    if isinstance(message, bytes):
        message = message.decode()
    out = file or (sys.stderr if err else sys.stdout)
    out.write(("" if message is None else str(message)) + ("\n" if nl else ""))


def style(text, **styles):
    """The text: what limbeck prints is not coloured."""
    return str(text)


def secho(message=None, file=None, nl=True, err=False, color=None, **styles):
    echo(message, file, nl, err, color)


def unstyle(text):
    return text


__getattr__ = _third_party.lazy(__name__)
