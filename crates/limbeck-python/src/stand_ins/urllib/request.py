"""Reaches out of the sandbox: see `_placeholder_modules.OUTSIDE`."""

from _placeholder_modules import stand_in_for

stand_in_for(__name__)
