"""Association proxies, which have no part in tables."""

from ..orm.decl_api import Property


class AssociationProxy(Property):
    def __class_getitem__(cls, item):
        return cls


def association_proxy(target_collection, attr, **keywords):
    return AssociationProxy(target_collection, attr)
