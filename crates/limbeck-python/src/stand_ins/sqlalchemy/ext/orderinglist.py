"""Ordered collections, which have no part in tables."""


class OrderingList(list):
    pass


def ordering_list(attr, count_from=None, ordering_func=None, reorder_on_append=False):
    return OrderingList


def count_orderinglist(attr, count_from=None, **keywords):
    return OrderingList
