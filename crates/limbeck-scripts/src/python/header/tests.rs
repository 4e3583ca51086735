//! Headers of all kinds, and two properties: nothing panics, and reading the beginning gives what
//! reading the whole script gives.

use proptest::prelude::*;

use super::*;

/// Renders the outcome as `revision <- down | labels | depends_on | doc`.
fn show(source: &[u8]) -> String {
    match read_header(source) {
        Ok(Header::Static(header)) => format!(
            "{} <- {} | {} | {} | {:?}",
            header.revision.as_deref().unwrap_or("-"),
            header.down_revisions.join(","),
            header.branch_labels.join(","),
            header.depends_on.join(","),
            header.long_doc,
        ),
        Ok(Header::Dynamic(header)) => {
            format!("{}:{} {}", header.name, header.line, header.reason)
        }
        Ok(Header::Absent) => "absent".to_owned(),
        Err(error) => format!("error {:?}: {error}", error.line()),
    }
}

#[track_caller]
fn check(source: &str, expected: &str) {
    assert_eq!(show(source.as_bytes()), expected, "{source}");
}

#[test]
fn the_template_of_alembic() {
    check(
        "\"\"\"Add users\n\nRevision ID: ae1\nRevises: \nCreate Date: 2024-01-01\n\n\"\"\"\n\
         from typing import Sequence, Union\n\nfrom alembic import op\nimport sqlalchemy as sa\n\n\n\
         # revision identifiers, used by Alembic.\nrevision: str = 'ae1'\n\
         down_revision: Union[str, Sequence[str], None] = None\n\
         branch_labels: Union[str, Sequence[str], None] = ('a', 'b')\n\
         depends_on: Union[str, Sequence[str], None] = 'c'\n\n\n\
         def upgrade() -> None:\n    pass\n",
        r#"ae1 <-  | a,b | c | "Add users\n\nRevision ID: ae1\nRevises: \nCreate Date: 2024-01-01""#,
    );
}

#[test]
fn ways_to_write_a_value() {
    let check = |value: &str, expected: &str| {
        let source = format!("BASE = 'b1'\nrevision = 'r'\ndown_revision = {value}\n");
        check(&source, &format!("r <- {expected} |  |  | \"\""));
    };
    check("'a'", "a");
    check("\"a\" 'b'", "ab");
    check("(\n  'a'  # comment\n)", "a");
    check("'a',", "a");
    check("('a', \"b\")", "a,b");
    check("['a', 'b']", "a,b");
    check("{'b', 'a'}", "b,a");
    check("()", "");
    check("(None,)", "");
    check("BASE", "b1");
    check("(BASE, 'x' + BASE + 'y')", "b1,xb1y");
    check("f'{BASE}_x' ", "b1_x");
    check("u'a'; pass", "a");
    check("'\\x61\\u00e9'", "aé");
    check("''", "");
    check("BASE \\\n  + 'z'", "b1z");
    check("['a'] + [BASE]", "a,b1");
}

#[test]
fn ways_to_set_a_name() {
    let base = "|  |  | \"\"";
    check(
        "revision, down_revision = 'a', None",
        &format!("a <-  {base}"),
    );
    check(
        "[revision, (down_revision, x)] = ['a', ('b', 1)]",
        &format!("a <- b {base}"),
    );
    check(
        "x = revision = 'a'\ndown_revision = None",
        &format!("a <-  {base}"),
    );
    check(
        "revision = 'a'\nrevision += 'b'\ndown_revision = None",
        &format!("ab <-  {base}"),
    );
    check(
        "revision = 'a'\ndown_revision = None\nrevision = 'b'",
        &format!("b <-  {base}"),
    );
    check("down_revision = None", &format!("- <-  {base}"));
    check(
        "revision: str\ndown_revision = None",
        &format!("- <-  {base}"),
    );
    check(
        "def upgrade(): pass\nrevision = 'a'\ndown_revision = 'b'\n",
        &format!("a <- b {base}"),
    );
    check(
        "revision = 'a'\ndown_revision = None\ndef upgrade(): pass\nbranch_labels = 'x'\n",
        "a <-  | x |  | \"\"",
    );
    check(
        "revision = 'a'\ndown_revision = None\ndef upgrade():\n    revision = 'local'\n",
        &format!("a <-  {base}"),
    );
    check(
        "from sqlalchemy import *\nrevision = 'a'\ndown_revision = None",
        &format!("a <-  {base}"),
    );
}

#[test]
fn docstrings() {
    let check = |doc: &str, expected: &str| {
        let source = format!("{doc}\nrevision = 'r'\ndown_revision = None\n");
        check(&source, &format!("r <-  |  |  | {expected:?}"));
    };
    check("'one line'", "one line");
    check("# comment\n\n'''\n  a\n\n  b\t'''", "a\n\n  b");
    check("'a' 'b'", "ab");
    check("r'\\d'", "\\d");
    check("'''é\r\nb\rc'''", "é\nb\nc");
    check("f'no'", "");
    check("b'no'", "");
    check("x = 1\n'no'", "");
    check("__doc__ = 'set'", "set");
    check(
        "\"\"\"def f():\nrevision = 'x'\n\"\"\"",
        "def f():\nrevision = 'x'",
    );
}

#[test]
fn encodings() {
    let body = b"'''\xe9'''\r\nrevision = 'r'\r\ndown_revision = None\r\n";
    let with = |start: &[u8]| show(&[start, body].concat());
    assert_eq!(
        with(b"# -*- coding: latin-1 -*-\r\n"),
        "r <-  |  |  | \"é\""
    );
    assert_eq!(
        with(b""),
        "error Some(1): the script is not UTF-8 text and declares no other encoding"
    );
    assert_eq!(
        show("\u{feff}'é'\nrevision = 'r'\ndown_revision = None".as_bytes()),
        "r <-  |  |  | \"é\""
    );
}

#[test]
fn what_has_to_be_run() {
    let check = |source: &str, expected: &str| {
        check(
            &format!("revision = 'r'\ndown_revision = 'd'\n{source}"),
            expected,
        );
    };
    check("revision = make()", "revision:3 it calls `make`");
    check("revision = 'a'.upper()", "revision:3 it calls `upper`");
    check(
        "x = 1\nrevision = base.REVISION",
        "revision:4 it is the attribute `REVISION` of something",
    );
    check(
        "revision = names[0]",
        "revision:3 it is a part of something",
    );
    check(
        "revision = other",
        "revision:3 `other` is not written out above",
    );
    check("revision = '%s' % 1", "revision:3 it is computed");
    check(
        "from base import revision",
        "revision:3 it is set by an import",
    );
    check("import revision.x", "revision:3 it is set by an import");
    check(
        "from base import down as down_revision",
        "down_revision:3 it is set by an import",
    );
    check(
        "if x:\n    revision = 'a'",
        "revision:4 it is set by a statement inside a block",
    );
    check(
        "try:\n  pass\nexcept E:\n  with a as revision: pass",
        "revision:6 it is set by a `with`",
    );
    check(
        "for down_revision in x: pass",
        "down_revision:3 it is set by a loop",
    );
    check(
        "def f(): pass\nclass branch_labels: pass",
        "branch_labels:4 it is set by a class definition",
    );
    check(
        "depends_on, x = f()",
        "depends_on:3 it is unpacked from something",
    );
    check(
        "*depends_on, x = 'a', 'b'",
        "depends_on:3 it is unpacked from something",
    );
    check(
        "x = f()\ndepends_on = ('a', x)",
        "depends_on:4 `x` is not written out above",
    );
    check("revision += f()", "revision:3 it calls `f`");
    check("revision *= 2", "revision:3 it is computed");
    check(
        "del revision\nfrom base import *",
        "revision:4 it may come from an `import *`",
    );
}

#[test]
fn errors() {
    check(
        "revision = 'a'\ndown_revision = (\n",
        "error Some(3): SyntaxError: unexpected EOF while parsing",
    );
    check(
        "print 'x'\nrevision = 'a'\n",
        "error Some(1): SyntaxError: Simple statements must be separated by newlines or semicolons",
    );
    check(
        "revision = 5\ndown_revision = None",
        "error Some(1): `revision` is a number",
    );
    check(
        "revision = None\ndown_revision = None",
        "error Some(1): `revision` is None",
    );
    check(
        "revision = 'a'\n\ndown_revision = True",
        "error Some(3): `down_revision` is a boolean",
    );
    check(
        "revision = 'a'\ndown_revision = ('a', None)",
        "error Some(2): `down_revision` is None",
    );
    check(
        "revision = 'a'\ndown_revision = -5",
        "error Some(2): `down_revision` is a number",
    );
    check(
        "revision = 'a'\ndown_revision = {'a': 1}",
        "error Some(2): `down_revision` is a dictionary",
    );
    check(
        "revision = 'a'\n",
        "error None: the script does not set `down_revision`",
    );
    check("", "absent");
    check("branch_labels = 'x'\ndef upgrade(): pass\n", "absent");
    check(
        "def upgrade(:\n",
        "error Some(1): SyntaxError: Expected a parameter or the end of the parameter list",
    );
    check(
        &"(".repeat(100_000),
        "error Some(1): the script is nested too deeply to be read",
    );
}

#[test]
fn an_error_in_the_body_is_left_to_the_run() {
    check(
        "revision = 'a'\ndown_revision = None\ndef upgrade():\n    print 'x'\n",
        "a <-  |  |  | \"\"",
    );
    check(
        "revision = 'a'\ndown_revision = None\ndef upgrade(:\n    'revision'\n",
        "a <-  |  |  | \"\"",
    );
}

#[test]
fn what_is_just_not_too_deep_fits_on_a_small_stack() {
    let deep = [
        format!("x = {}1", "-".repeat(790)),
        format!("x = {}1", "not ".repeat(790)),
        format!("x = {}1", "lambda: ".repeat(390)),
        format!("x = {}1", "2**".repeat(390)),
        format!("x = {}c", "a if b else ".repeat(390)),
        format!("x = a{}", ".b".repeat(790)),
        format!("x = a{}", "()".repeat(790)),
        format!("x = {}{}", "(".repeat(98), ")".repeat(98)),
        format!("x = {}1{}", "-([{a:".repeat(32), "}])".repeat(32)),
        format!("x = {}1{}", "f'{".repeat(49), "}'".repeat(49)),
        format!("x = f'{}{}'", "{a:".repeat(99), "}".repeat(99)),
        format!("x = {}{}", "f(a=".repeat(98), ")".repeat(98)),
        (0..99)
            .map(|at| format!("{}if x:\n", " ".repeat(at)))
            .collect::<String>(),
        (0..99)
            .map(|at| format!("{}try:\n", " ".repeat(at)))
            .collect::<String>(),
    ];
    for source in deep {
        let complete = format!("revision = 'a'\ndown_revision = None\n{source}\n");
        let _ = read_header(complete.as_bytes());
        let _ = read_header(source.as_bytes());
    }
}

/// Lines that a script may be made of: what stands at the top, assignments, definitions, and what
/// is awkward.
fn line() -> impl Strategy<Value = &'static str> {
    let top = prop::sample::select(vec![
        "\"\"\"doc\n\nmore\n\"\"\"",
        "'''x'''",
        "import sqlalchemy as sa",
        "from typing import (Sequence,\n  BASE)",
        "from base import *",
        "from base import revision",
        "import a; revision = 'c'",
        "# def f(): pass",
        "",
    ]);
    let assignment = prop::sample::select(vec![
        "revision = 'a'",
        "revision: str = \"b\"",
        "revision: Union[str, Sequence[str], None] = 'ann'",
        "down_revision = None",
        "down_revision = ('a',\n  'b')",
        "down_revision: \"a = b\" = 'ann'",
        "branch_labels = ['x']",
        "branch_labels : f(x='=', y=[1])=('a', 'b')",
        "depends_on = BASE",
        "depends_on: str",
        "BASE = 'base'",
        "revision += 'c'",
        "del branch_labels",
        "if x:\n    depends_on = 'q'",
    ]);
    let definition = prop::sample::select(vec![
        "def upgrade():\n    pass",
        "def downgrade():\n    revision = 1",
        "@decorated\nclass C:\n    def f(self): pass",
        "async def f():\n    await x",
    ]);
    let awkward = prop::sample::select(vec![
        "x = (\ndef_\n)",
        "x = '\\''",
        "y = r'\\'",
        "f = f'{x!r:>{y}} {{'",
        "x = 1 + \\\n  2",
        "revision: int == 3",
        "\t",
        "(",
        "'''",
    ]);
    prop_oneof![4 => top, 6 => assignment, 2 => definition, 1 => awkward]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_panic(source in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read_header(&source);
    }

    #[test]
    fn no_text_makes_it_panic(source in "[-a-z =\\[\\](){}'\"\\\\\n\t#:,.+@f*]{0,120}") {
        let _ = read_header(source.as_bytes());
    }

    #[test]
    fn the_beginning_says_what_the_whole_says(
        mut lines in prop::collection::vec(line(), 0..10),
        at in any::<prop::sample::Index>(),
    ) {
        let at = at.index(lines.len() + 1);
        lines.splice(at..at, ["revision = 'r'", "down_revision = 'd'"]);
        let source = lines.join("\n");
        if let Ok(names) = whole(&source) {
            prop_assert_eq!(read_header(source.as_bytes()), header(&names, &source));
        }
    }
}
