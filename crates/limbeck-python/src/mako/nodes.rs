//! What a template consists of.

/// A part of a template, with the line it begins at, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) line: usize,
    pub(super) kind: Kind,
}

/// The kinds of parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text to write as it is.
    Text(String),
    /// `${code | filters}`.
    Expression { code: String, filters: String },
    /// `% if x:` and its kin, `% else:` among them.
    Control { keyword: Keyword, text: String },
    /// `% endif` and its kin.
    End(Keyword),
    /// `<% code %>`.
    Code(String),
    /// `<%! code %>`.
    ModuleCode(String),
    /// `<%page>`.
    Page { arguments: String, filters: String },
    /// `<%text>`: text that is no template.
    Verbatim { filters: String, text: String },
    /// `<%def>`.
    Def(Def),
    /// `<%block>`.
    Block(Block),
    /// `<%call expr="...">` or `<%namespace:function>`.
    Call(Call),
}

/// A function that writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Def {
    /// `name(arguments)`.
    pub(super) signature: String,
    pub(super) filters: String,
    pub(super) buffered: bool,
    pub(super) body: Vec<Node>,
}

/// A function that is called where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) name: Option<String>,
    pub(super) arguments: String,
    pub(super) filters: String,
    pub(super) body: Vec<Node>,
}

/// A call that hands its contents to the function, as `caller.body()`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) expression: String,
    /// The arguments of `body()`.
    pub(super) arguments: String,
    pub(super) body: Vec<Node>,
}

/// The keywords of control lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keyword {
    For,
    If,
    While,
    Try,
    With,
    Elif,
    Else,
    Except,
    Finally,
}

impl Keyword {
    pub(super) const ALL: [Keyword; 9] = [
        Keyword::For,
        Keyword::If,
        Keyword::While,
        Keyword::Try,
        Keyword::With,
        Keyword::Elif,
        Keyword::Else,
        Keyword::Except,
        Keyword::Finally,
    ];

    pub(super) fn word(self) -> &'static str {
        match self {
            Keyword::For => "for",
            Keyword::If => "if",
            Keyword::While => "while",
            Keyword::Try => "try",
            Keyword::With => "with",
            Keyword::Elif => "elif",
            Keyword::Else => "else",
            Keyword::Except => "except",
            Keyword::Finally => "finally",
        }
    }

    pub(super) fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|keyword| keyword.word() == word)
    }

    /// The line before it that makes it a statement by itself.
    pub(super) fn needs(self) -> Option<&'static str> {
        match self {
            Keyword::Elif | Keyword::Else => Some("if False: pass"),
            Keyword::Except | Keyword::Finally => Some("try: pass"),
            Keyword::For | Keyword::If | Keyword::While | Keyword::Try | Keyword::With => None,
        }
    }

    /// The line after it that makes it a statement by itself.
    pub(super) fn wants(self) -> Option<&'static str> {
        (self == Keyword::Try).then_some("finally: pass")
    }

    /// Whether it begins a statement.
    pub(super) fn opens(self) -> bool {
        match self {
            Keyword::For | Keyword::If | Keyword::While | Keyword::Try | Keyword::With => true,
            Keyword::Elif | Keyword::Else | Keyword::Except | Keyword::Finally => false,
        }
    }

    /// Whether it goes on with a statement that `opening` began.
    pub(super) fn continues(self, opening: Keyword) -> bool {
        matches!(
            (opening, self),
            (Keyword::If, Keyword::Elif | Keyword::Else)
                | (Keyword::Try, Keyword::Except | Keyword::Finally)
                | (Keyword::For, Keyword::Else)
        )
    }
}

impl Node {
    /// The parts inside of it.
    pub(super) fn body(&self) -> &[Node] {
        match &self.kind {
            Kind::Def(def) => &def.body,
            Kind::Block(block) => &block.body,
            Kind::Call(call) => &call.body,
            Kind::Text(_)
            | Kind::Expression { .. }
            | Kind::Control { .. }
            | Kind::End(_)
            | Kind::Code(_)
            | Kind::ModuleCode(_)
            | Kind::Page { .. }
            | Kind::Verbatim { .. } => &[],
        }
    }

    /// The Python in this part itself.
    pub(super) fn python(&self) -> [&str; 2] {
        match &self.kind {
            Kind::Expression { code, filters } => [code, filters],
            Kind::Control { text, .. } => [text, ""],
            Kind::Code(code) => [code, ""],
            Kind::Verbatim { filters, .. } => [filters, ""],
            Kind::Call(call) => [&call.expression, ""],
            Kind::Def(def) => [&def.signature, &def.filters],
            Kind::Block(block) => [&block.arguments, &block.filters],
            Kind::Text(_) | Kind::End(_) | Kind::ModuleCode(_) | Kind::Page { .. } => ["", ""],
        }
    }
}
