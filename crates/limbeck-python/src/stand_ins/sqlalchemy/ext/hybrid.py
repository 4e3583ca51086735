"""Attributes that mean one thing on an object and another on its class."""


class hybrid_method:
    def __init__(self, func, expr=None):
        self.func = func
        self.expr = expr if expr is not None else func

    def __get__(self, instance, owner):
        return self.expr.__get__(owner, owner) if instance is None else self.func.__get__(instance, owner)

    def expression(self, expr):
        self.expr = expr
        return self


class hybrid_property:
    def __init__(self, fget, fset=None, fdel=None, expr=None, custom_comparator=None, update_expr=None):
        self.fget = fget
        self.fset = fset
        self.fdel = fdel
        self.expr = expr
        self.custom_comparator = custom_comparator
        self.update_expr = update_expr

    def __get__(self, instance, owner):
        if instance is not None:
            return self.fget(instance)
        if self.custom_comparator is not None:
            comparator = self.custom_comparator(owner)
            return comparator.__clause_element__() if hasattr(comparator, "__clause_element__") else comparator
        function = self.expr if self.expr is not None else self.fget
        # A class method stands behind `@classmethod` in newer code.
        return getattr(function, "__func__", function)(owner)

    def __set__(self, instance, value):
        if self.fset is None:
            raise AttributeError("can't set attribute")
        self.fset(instance, value)

    def __delete__(self, instance):
        if self.fdel is None:
            raise AttributeError("can't delete attribute")
        self.fdel(instance)

    def _with(self, **changed):
        names = ("fget", "fset", "fdel", "expr", "custom_comparator", "update_expr")
        return type(self)(**{name: changed.get(name, getattr(self, name)) for name in names})

    def getter(self, fget):
        return self._with(fget=fget)

    def setter(self, fset):
        return self._with(fset=fset)

    def deleter(self, fdel):
        return self._with(fdel=fdel)

    def expression(self, expr):
        return self._with(expr=expr)

    def comparator(self, comparator):
        return self._with(custom_comparator=comparator)

    def update_expression(self, meth):
        return self._with(update_expr=meth)

    @property
    def inplace(self):
        return _InPlace(self)

    @property
    def overrides(self):
        return self


class _InPlace:
    """`@value.inplace.expression`: changes the property instead of copying it."""

    def __init__(self, target):
        self.target = target

    def _set(self, name, value):
        setattr(self.target, name, value)
        return self.target

    def getter(self, fget):
        return self._set("fget", fget)

    def setter(self, fset):
        return self._set("fset", fset)

    def deleter(self, fdel):
        return self._set("fdel", fdel)

    def expression(self, expr):
        return self._set("expr", expr)

    def comparator(self, comparator):
        return self._set("custom_comparator", comparator)

    def update_expression(self, meth):
        return self._set("update_expr", meth)


class Comparator:
    """Compares the expression behind a hybrid property."""

    def __init__(self, expression):
        self.expression = expression

    def __clause_element__(self):
        expression = self.expression
        while hasattr(expression, "__clause_element__"):
            expression = expression.__clause_element__()
        return expression
