"""`aliased()`: another name for a mapped class's table."""


def aliased(element, alias=None, name=None, flat=False, adapt_on_names=False):
    if alias is not None:
        return alias
    table = getattr(element, "__table__", element)
    return table.alias(name)


AliasedClass = aliased
