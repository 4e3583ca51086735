//! [`Operator`]: the operators of SQL expressions and how tightly they bind.

/// An operator of SQLAlchemy's `sql.operators`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each is named after SQLAlchemy's operator")]
pub enum Operator {
    And,
    Or,
    Inv,
    Add,
    Sub,
    Mul,
    TrueDiv,
    FloorDiv,
    Mod,
    Neg,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Is,
    IsNot,
    IsDistinctFrom,
    IsNotDistinctFrom,
    Concat,
    Like(LikeOperator),
    In,
    NotIn,
    Between,
    NotBetween,
    Match,
    NotMatch,
    RegexpMatch,
    NotRegexpMatch,
    RegexpReplace,
    Collate,
    Desc,
    Asc,
    NullsFirst,
    NullsLast,
    Distinct,
    Any,
    All,
    Exists,
    IsTrue,
    IsFalse,
    /// Where a boolean is wanted (`_asbool`).
    AsBool,
    Comma,
    As,
    Filter,
    GetItem,
    JsonGetItem,
    JsonPathGetItem,
    BitwiseXor,
    BitwiseOr,
    BitwiseAnd,
    BitwiseNot,
    BitwiseLshift,
    BitwiseRshift,
    /// `.op("...")` and the operators that only some types have.
    Custom(CustomOperator),
}

/// LIKE in one of its forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LikeOperator {
    /// Where the wildcards are.
    pub pattern: LikePattern,
    /// Whether case does not matter.
    pub case_insensitive: bool,
    /// NOT LIKE.
    pub negated: bool,
}

/// Which part of a text LIKE looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LikePattern {
    /// `like()`: the pattern is given.
    Given,
    /// `contains()`.
    Contains,
    /// `startswith()`.
    StartsWith,
    /// `endswith()`.
    EndsWith,
}

/// An operator written out.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CustomOperator {
    /// The text between the operands.
    pub text: String,
    /// How tightly it binds; zero binds least.
    pub precedence: i32,
    /// Whether it compares, hence is boolean.
    pub is_comparison: bool,
    /// Whether `(a op b) op c` needs no parentheses.
    pub natural_self_precedent: bool,
    /// Whether it is put in parentheses inside any other operator.
    pub eager_grouping: bool,
}

impl CustomOperator {
    const fn of(text: String, precedence: i32, is_comparison: bool, associative: bool) -> Self {
        Self {
            text,
            precedence,
            is_comparison,
            natural_self_precedent: associative,
            eager_grouping: associative,
        }
    }

    /// An operator that takes an element out of a document and stays inside other operators
    /// without doubt (`->>`).
    pub fn element(text: &str) -> Self {
        Self::of(text.to_owned(), GETITEM, false, true)
    }

    /// An operator that compares documents or arrays (`@>`).
    pub fn containment(text: &str) -> Self {
        Self::of(text.to_owned(), COMPARISON, true, true)
    }

    /// An operator that compares ranges (`&&`).
    pub fn range(text: &str) -> Self {
        Self::of(text.to_owned(), COMPARISON, true, false)
    }
}

const GETITEM: i32 = 15;
const COMPARISON: i32 = 5;

impl Operator {
    /// How tightly it binds; `None` for operators outside SQLAlchemy's table of precedences.
    fn precedence(&self) -> Option<i32> {
        use Operator::*;
        Some(match self {
            Any | All | GetItem | JsonGetItem | JsonPathGetItem => GETITEM,
            Mul | TrueDiv | FloorDiv | Mod | Neg | BitwiseNot => 8,
            Add | Sub | BitwiseXor | BitwiseOr | BitwiseAnd | BitwiseLshift | BitwiseRshift => 7,
            Filter => 6,
            Like(LikeOperator {
                pattern: LikePattern::Given,
                ..
            }) => COMPARISON,
            Concat | Match | NotMatch | RegexpMatch | NotRegexpMatch | RegexpReplace | In
            | NotIn | Is | IsNot | Eq | Ne | IsDistinctFrom | IsNotDistinctFrom | Gt | Lt | Ge
            | Le | Between | NotBetween | Distinct | Inv | IsTrue | IsFalse => COMPARISON,
            Collate => 4,
            And | Desc | Asc => 3,
            Or => 2,
            Exists => 0,
            Comma | As => -1,
            AsBool => -10,
            Custom(custom) => custom.precedence,
            Like(_) | NullsFirst | NullsLast => return None,
        })
    }

    /// Whether a chain of it needs no parentheses.
    pub fn is_natural_self_precedent(&self) -> bool {
        match self {
            Operator::GetItem | Operator::JsonGetItem | Operator::JsonPathGetItem => true,
            Operator::Custom(custom) => custom.natural_self_precedent,
            other => other.is_associative(),
        }
    }

    /// Whether `(a op b) op c` is `a op b op c`.
    pub fn is_associative(&self) -> bool {
        matches!(
            self,
            Operator::Add | Operator::Mul | Operator::Concat | Operator::And | Operator::Or
        )
    }

    /// Whether `a op b` is `b op a`.
    pub fn is_commutative(&self) -> bool {
        matches!(
            self,
            Operator::Eq | Operator::Ne | Operator::Add | Operator::Mul
        )
    }

    /// Whether it compares.
    pub fn is_comparison(&self) -> bool {
        use Operator::*;
        match self {
            Eq | Ne | Lt | Le | Gt | Ge | Is | IsNot | IsDistinctFrom | IsNotDistinctFrom
            | Like(_) | In | NotIn | Between | NotBetween | Match | NotMatch | RegexpMatch
            | NotRegexpMatch => true,
            Custom(custom) => custom.is_comparison,
            And | Or | Inv | Add | Sub | Mul | TrueDiv | FloorDiv | Mod | Neg | Concat
            | RegexpReplace | Collate | Desc | Asc | NullsFirst | NullsLast | Distinct | Any
            | All | Exists | IsTrue | IsFalse | AsBool | Comma | As | Filter | GetItem
            | JsonGetItem | JsonPathGetItem | BitwiseXor | BitwiseOr | BitwiseAnd | BitwiseNot
            | BitwiseLshift | BitwiseRshift => false,
        }
    }

    /// Whether every database knows that its result is a boolean.
    pub fn is_boolean(&self) -> bool {
        self.is_comparison()
            || matches!(
                self,
                Operator::Inv | Operator::IsTrue | Operator::IsFalse | Operator::And | Operator::Or
            )
    }

    /// Whether it orders rows.
    pub fn is_ordering(&self) -> bool {
        matches!(
            self,
            Operator::Desc | Operator::Asc | Operator::NullsFirst | Operator::NullsLast
        )
    }

    /// The operator for exchanged operands.
    pub fn mirrored(&self) -> Operator {
        match self {
            Operator::Gt => Operator::Lt,
            Operator::Ge => Operator::Le,
            Operator::Lt => Operator::Gt,
            Operator::Le => Operator::Ge,
            other => other.clone(),
        }
    }

    /// The operator that says the opposite, where there is one.
    pub fn negated(&self) -> Option<Operator> {
        use Operator::*;
        Some(match self {
            Eq => Ne,
            Ne => Eq,
            Lt => Ge,
            Ge => Lt,
            Gt => Le,
            Le => Gt,
            Is => IsNot,
            IsNot => Is,
            IsDistinctFrom => IsNotDistinctFrom,
            IsNotDistinctFrom => IsDistinctFrom,
            In => NotIn,
            NotIn => In,
            Between => NotBetween,
            NotBetween => Between,
            Match => NotMatch,
            NotMatch => Match,
            RegexpMatch => NotRegexpMatch,
            NotRegexpMatch => RegexpMatch,
            Like(like) => Like(LikeOperator {
                negated: !like.negated,
                ..*like
            }),
            And | Or | Inv | Add | Sub | Mul | TrueDiv | FloorDiv | Mod | Neg | Concat
            | RegexpReplace | Collate | Desc | Asc | NullsFirst | NullsLast | Distinct | Any
            | All | Exists | IsTrue | IsFalse | AsBool | Comma | As | Filter | GetItem
            | JsonGetItem | JsonPathGetItem | BitwiseXor | BitwiseOr | BitwiseAnd | BitwiseNot
            | BitwiseLshift | BitwiseRshift | Custom(_) => return None,
        })
    }

    /// Whether an expression with this operator needs parentheses as an operand of another one
    /// (`is_precedent()`); `None` is no operator in particular.
    pub fn is_precedent(&self, against: Option<&Operator>) -> bool {
        match against {
            None => true,
            Some(against) if self == against && self.is_natural_self_precedent() => false,
            Some(against) => {
                self.precedence().unwrap_or(-100) <= against.precedence().unwrap_or(100)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(inner: Operator, outer: Operator, parentheses: bool) {
        assert_eq!(inner.is_precedent(Some(&outer)), parentheses);
    }

    #[test]
    fn looser_operators_need_parentheses_inside_tighter_ones() {
        check(Operator::Or, Operator::And, true);
        check(Operator::And, Operator::Or, false);
        check(Operator::Add, Operator::Mul, true);
        check(Operator::Mul, Operator::Add, false);
        check(Operator::Add, Operator::Add, false);
        check(Operator::Sub, Operator::Sub, true);
        check(Operator::Eq, Operator::And, false);
        check(
            Operator::Custom(CustomOperator::containment("@>")),
            Operator::Eq,
            true,
        );
    }

    #[test]
    fn contains_always_has_parentheses() {
        let contains = Operator::Like(LikeOperator {
            pattern: LikePattern::Contains,
            case_insensitive: false,
            negated: false,
        });
        check(contains, Operator::Or, true);
    }

    #[test]
    fn twice_negated_is_the_operator_itself() {
        for operator in [Operator::Eq, Operator::Lt, Operator::In, Operator::Is] {
            let there = operator.negated().expect("negatable");
            assert_eq!(there.negated(), Some(operator));
        }
    }
}
