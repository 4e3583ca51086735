"""`Rewriter`: functions that put other operations in the place of those of a kind."""

from ..operations import ops
from ..util import Dispatcher, to_list


class Rewriter:
    """A `process_revision_directives` made of functions for single kinds of operations."""

    _chained = ()

    def __init__(self):
        self.dispatch = Dispatcher()

    def chain(self, other):
        both = self.__class__.__new__(self.__class__)
        both.__dict__.update(self.__dict__)
        both._chained += (other,)
        return both

    def rewrites(self, operator):
        return self.dispatch.dispatch_for(operator)

    def __call__(self, context, revision, directives):
        self.process_revision_directives(context, revision, directives)
        for process in self._chained:
            process(context, revision, directives)

    def process_revision_directives(self, context, revision, directives):
        self._rewrite_all(context, revision, directives)

    def _rewrite_all(self, context, revision, operations):
        rewritten = []
        for operation in operations:
            rewritten += self._rewritten(context, revision, operation)
        operations[:] = rewritten

    def _rewritten(self, context, revision, operation):
        """What takes the place of an operation, everything within it included."""
        results = [operation]
        if self not in operation._mutations:
            try:
                function = self.dispatch.dispatch(operation)
            except ValueError:
                pass
            else:
                results = to_list(function(context, revision, operation), [])
                for result in results:
                    result._mutations = result._mutations | {self}
        for result in results:
            if isinstance(result, ops.MigrationScript):
                result.upgrade_ops = self._only(context, revision, result.upgrade_ops_list)
                result.downgrade_ops = self._only(context, revision, result.downgrade_ops_list)
            elif isinstance(result, ops.OpContainer):
                self._rewrite_all(context, revision, result.ops)
        return results

    def _only(self, context, revision, containers):
        rewritten = []
        for container in containers:
            results = self._rewritten(context, revision, container)
            if len(results) != 1:
                raise ValueError(
                    "Can only return single object for %s traverse" % type(container).__name__
                )
            rewritten += results
        return rewritten
