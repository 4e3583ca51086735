"""How the rows of a relationship are found: the columns on both sides, and what else must hold."""

from ..exc import AmbiguousForeignKeysError, ArgumentError, InvalidRequestError, NoForeignKeysError
from ..sql.column_element import BooleanClauseList, ColumnElement, Operation
from ..sql.elements import and_
from ..sql.schema import Column

MANYTOONE, ONETOMANY, MANYTOMANY = "MANYTOONE", "ONETOMANY", "MANYTOMANY"


class Annotated(ColumnElement):
    """A column that is marked as the foreign key or as the remote side of a condition."""

    def __init__(self, element, foreign, remote):
        self.element = element
        self.foreign = foreign or getattr(element, "foreign", False)
        self.remote = remote or getattr(element, "remote", False)

    @property
    def type(self):
        return self.element.type

    def _node(self, scope):
        return self.element._node(scope)


def foreign(expression):
    return Annotated(_column(expression), True, False)


def remote(expression):
    return Annotated(_column(expression), False, True)


def _column(value):
    """A column given as such, by a mapped attribute or with a mark."""
    element = getattr(value, "__clause_element__", None)
    return value if element is None else element()


def plain(value):
    """The column itself."""
    value = _column(value)
    return value.element if isinstance(value, Annotated) else value


class JoinCondition:
    """The condition between a class and the one that its relationship leads to."""

    def __init__(self, relationship, parent, target, secondary):
        self.relationship = relationship
        self.parent, self.target, self.secondary = parent, target, secondary
        # Columns that are equal: of this side, of the other side; and of a table in between.
        self.pairs, self.secondary_pairs = [], []
        # What else must hold.
        self.criteria = []
        if secondary is not None:
            self.direction = MANYTOMANY
            self._between()
        else:
            self._between_two()

    def _foreign_keys(self, foreign, referred):
        """The columns of one table that refer to another, by constraint."""
        wanted = self.relationship.foreign_columns
        found = {}
        for key in foreign.foreign_keys:
            if referred_column(key, referred) is None:
                continue
            column = key.parent
            if wanted and not any([column is other for other in wanted]):
                continue
            place = id(key.constraint if key.constraint is not None else key)
            found.setdefault(place, []).append((column, key.column))
        return list(found.values())

    def _only(self, found, between):
        if not found:
            raise NoForeignKeysError(
                "Could not determine join condition between parent/child tables on relationship %s - there are no "
                "foreign keys linking these tables%s.  Ensure that referencing columns are associated with a "
                "ForeignKey or ForeignKeyConstraint, or specify a 'primaryjoin' expression."
                % (self.relationship, between)
            )
        if len(found) > 1:
            raise AmbiguousForeignKeysError(
                "Could not determine join condition between parent/child tables on relationship %s - there are "
                "multiple foreign key paths linking the tables%s.  Specify the 'foreign_keys' argument, providing a "
                "list of those columns which should be counted as containing a foreign key reference to the parent "
                "table." % (self.relationship, between)
            )
        return found[0]

    def _between_two(self):
        condition = self.relationship.primary_condition
        if condition is not None:
            self._from_condition(condition)
            return
        outgoing = self._foreign_keys(self.parent, self.target)
        if self.parent is self.target:
            pairs = self._only(outgoing, "")
            self.direction = MANYTOONE if self._is_remote(pairs[0][1]) else ONETOMANY
        else:
            incoming = self._foreign_keys(self.target, self.parent)
            pairs = self._only(outgoing + incoming, "")
            self.direction = MANYTOONE if pairs in outgoing else ONETOMANY
        for foreign, referred in pairs:
            self._pair(foreign, referred)

    def _is_remote(self, column):
        return any([column is other for other in self.relationship.remote_columns])

    def _pair(self, foreign, referred):
        if self.direction == MANYTOONE:
            self.pairs.append((foreign, referred))
        else:
            self.pairs.append((referred, foreign))

    def _from_condition(self, condition):
        """Takes a condition apart that is given (`primaryjoin`)."""
        self.direction = None
        for part in conjuncts(condition):
            sides = equal_columns(part)
            foreign = None if sides is None else self._foreign_of(*sides)
            if foreign is None:
                self.criteria.append(part)
                continue
            marked, referred = (sides if foreign is sides[0] else (sides[1], sides[0]))
            self.direction = self.direction or self._direction(marked, referred)
            self._pair(plain(marked), plain(referred))
        if self.direction is None:
            raise ArgumentError(
                "Could not locate any relevant foreign key columns for primary join condition on relationship %s.  "
                "Ensure that referencing columns are associated with a ForeignKey or ForeignKeyConstraint, or are "
                "annotated in the join condition with the foreign() annotation." % self.relationship
            )

    def _foreign_of(self, left, right):
        """Which of two columns refers to the other one."""
        tables = [plain(left).table, plain(right).table]
        if not (self.parent in tables and self.target in tables):
            return None
        for side, other in ((left, right), (right, left)):
            if getattr(side, "foreign", False):
                return side
        if self.relationship.foreign_columns:
            for side in (left, right):
                if any([plain(side) is column for column in self.relationship.foreign_columns]):
                    return side
            return None
        for side, other in ((left, right), (right, left)):
            if _refers(plain(side), plain(other)):
                return side
        for side, other in ((left, right), (right, left)):
            if getattr(other, "remote", False) and plain(other).primary_key:
                return side
        return None

    def _direction(self, foreign, referred):
        if self.parent is not self.target:
            return MANYTOONE if plain(foreign).table is self.parent else ONETOMANY
        marked = getattr(referred, "remote", False) or self._is_remote(plain(referred))
        return MANYTOONE if marked else ONETOMANY

    def _between(self):
        """A table in between (`secondary`)."""
        for condition, table, pairs in (
            (self.relationship.primary_condition, self.parent, self.pairs),
            (self.relationship.secondary_condition, self.target, self.secondary_pairs),
        ):
            if condition is None:
                between = " via association table '%s'" % self.secondary
                found = self._only(self._foreign_keys(self.secondary, table), between)
                pairs.extend([(referred, foreign) for foreign, referred in found])
                continue
            for part in conjuncts(condition):
                sides = equal_columns(part)
                columns = None if sides is None else [plain(side) for side in sides]
                if columns is None or {id(columns[0].table), id(columns[1].table)} != {id(table), id(self.secondary)}:
                    self.criteria.append(part)
                elif columns[0].table is self.secondary:
                    pairs.append((columns[1], columns[0]))
                else:
                    pairs.append((columns[0], columns[1]))

    # Conditions for statements.

    def mentions_parent(self):
        """Whether what else must hold is about the row of this side, too."""
        from ..sql.query import _froms

        if self.parent is self.target:
            return False
        return any([clause is self.parent for clause in _froms(self.criteria)])

    def steps(self, parent=None, target=None):
        """The joins that lead to the other side: each a FROM clause and its condition.

        `parent` and `target` are aliases of the tables on both sides.
        """
        here = parent if parent is not None else self.parent
        there = target if target is not None else self.target
        if self.criteria and (here is not self.parent or there is not self.target):
            raise NotImplementedError(
                "limbeck does not join an alias along %s, which has a condition of its own: give the condition as "
                "the second argument of join()" % self.relationship
            )
        if self.secondary is None:
            equal = [_of(here, near) == _of(there, far) for near, far in self.pairs]
            return [(there, and_(*equal, *self.criteria))]
        near = and_(*[_of(here, column) == link for column, link in self.pairs])
        far = and_(*[_of(there, column) == link for column, link in self.secondary_pairs], *self.criteria)
        return [(self.secondary, near), (there, far)]


def referred_column(key, table):
    """The column of a table that a foreign key refers to, if it does."""
    try:
        column = key.column
    except InvalidRequestError:
        # Its table is not described.
        return None
    return column if column.table is table else None


def _refers(column, other):
    return any([key.parent is column and referred_column(key, other.table) is other
                for key in column.table.foreign_keys])


def _of(clause, column):
    """The column of a table in its alias."""
    return column if column.table is clause else clause.c[column.key]


def conjuncts(condition):
    """The parts of a condition that must all hold."""
    condition = plain(condition)
    if isinstance(condition, BooleanClauseList) and condition.operator == "and_":
        return [part for clause in condition.clauses for part in conjuncts(clause)]
    return [condition]


def equal_columns(part):
    """The two columns that a condition says to be equal; `None` if it says something else."""
    if not isinstance(part, Operation) or part.operator not in ("eq", "=="):
        return None
    sides = list(part.operands)
    if len(sides) == 2 and all([isinstance(plain(side), Column) for side in sides]):
        return sides
    return None
