"""`ScriptDirectory`, as far as `env.py` files use it: heads and single revisions."""

from .base import Script, ScriptDirectory
