"""Rendering the Python source of a template."""

import builtins

from . import filters, runtime


def _render(code, path, data):
    """Runs the compiled source of the template at `path` with the values of `data`."""
    context = runtime.Context(data)
    scope = dict(context._data)
    scope["__name__"] = "script_py_mako"
    scope["__file__"] = path
    scope["__builtins__"] = builtins
    scope["context"] = context
    scope["UNDEFINED"] = runtime.UNDEFINED
    scope["STOP_RENDERING"] = runtime.STOP_RENDERING
    scope["__M_runtime"] = runtime
    scope["__M_filters"] = filters
    scope["__M_writer"] = context.write
    scope["self"] = scope["local"] = runtime.TemplateNamespace("self", scope, path)

    def export(values, names):
        """What the template assigns in its blocks, its functions see."""
        scope.update([(name, values[name]) for name in names if name in values])

    scope["__M_export"] = export
    context._data["self"] = context._data["local"] = scope["self"]
    exec(code, scope)
    for name in _names(code):
        if name not in scope and not hasattr(builtins, name):
            scope[name] = runtime.UNDEFINED
    scope["__M_body"](**data)
    return context._pop_buffer().getvalue()


def _names(code):
    """The names that code and the functions in it take from around them."""
    yield from code.co_names
    for constant in code.co_consts:
        if hasattr(constant, "co_names"):
            yield from _names(constant)
