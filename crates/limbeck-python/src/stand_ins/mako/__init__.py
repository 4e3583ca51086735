"""What runs beside the Python source of a template: see `limbeck-python`'s `mako` folder."""

__version__ = "1.3.0"
