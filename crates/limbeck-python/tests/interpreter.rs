//! What scripts can do in the interpreter, and what they cannot.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use limbeck_python::{
    Handler, Interpreter, Node, Placeholders, PythonError, Raise, Settings, Tree, compile,
};

/// Keeps the calls; answers `echo` with its arguments and `fail` with an exception.
#[derive(Default)]
struct Recorder {
    calls: RefCell<Vec<(String, Tree)>>,
    sites: RefCell<Vec<Option<(PathBuf, usize)>>>,
}

impl Handler for Recorder {
    fn call(&self, name: &str, arguments: Tree) -> Result<Tree, Raise> {
        self.calls
            .borrow_mut()
            .push((name.to_owned(), arguments.clone()));
        self.sites.borrow_mut().push(limbeck_python::call_site());
        match name {
            "echo" => Ok(arguments),
            "fail" => Err(Raise::new("ValueError", "not that")),
            _ => Ok(Tree::None),
        }
    }
}

fn interpreter(project: &Path) -> Interpreter {
    Interpreter::new(Settings {
        project_folder: project.to_owned(),
        search_path: vec![".".into()],
        environment: vec![("HOME".to_owned(), "/home/x".to_owned())],
        placeholders: Placeholders::Off,
        ..Settings::default()
    })
}

/// Runs the body of `upgrade()` in an empty project and returns the calls it made.
fn run(body: &str) -> Result<Vec<(String, Tree)>, PythonError> {
    run_in(tempfile::tempdir().expect("a folder").path(), body)
}

fn run_in(project: &Path, body: &str) -> Result<Vec<(String, Tree)>, PythonError> {
    let interpreter = interpreter(project);
    let recorder = Recorder::default();
    let indented: String = body.lines().map(|line| format!("    {line}\n")).collect();
    let source = format!("from _limbeck import call\ndef upgrade():\n{indented}    pass\n");
    let script = compile(&project.join("versions/a_b.py"), &source)?;
    let module = interpreter.load_script(script, &recorder)?;
    interpreter.call_function(&module, "upgrade", &recorder)?;
    Ok(recorder.calls.into_inner())
}

/// The value that an expression has on the Rust side.
fn value(expression: &str) -> Tree {
    let calls = run(&format!("call('echo', {expression})")).expect("runs");
    calls.into_iter().next().expect("one call").1
}

fn error(body: &str) -> PythonError {
    run(body).expect_err("fails")
}

fn node(kind: &str, value: &str) -> Tree {
    Tree::Node(Box::new(Node {
        kind: kind.to_owned(),
        fields: [("value".to_owned(), Tree::Str(value.to_owned()))].into(),
    }))
}

#[test]
fn plain_values_cross_the_border() {
    assert_eq!(value("None"), Tree::None);
    assert_eq!(value("True"), Tree::Bool(true));
    assert_eq!(value("-7"), Tree::Int(-7));
    assert_eq!(
        value("2 ** 70"),
        Tree::BigInt("1180591620717411303424".to_owned())
    );
    assert_eq!(value("1.5"), Tree::Float(1.5));
    assert_eq!(value("'é'"), Tree::Str("é".to_owned()));
    assert_eq!(value("b'a'"), Tree::Bytes(b"a".to_vec()));
    assert_eq!(
        value("(1, [2])"),
        Tree::List(vec![Tree::Int(1), Tree::List(vec![Tree::Int(2)])])
    );
    assert_eq!(
        value("{'b': 1, 2: None}"),
        Tree::Dict(vec![
            (Tree::Str("b".to_owned()), Tree::Int(1)),
            (Tree::Int(2), Tree::None),
        ])
    );
}

#[test]
fn values_of_the_standard_library_cross_the_border() {
    assert_eq!(
        value("__import__('datetime').datetime(2024, 1, 2, 3, 4, 5)"),
        node("datetime", "2024-01-02T03:04:05")
    );
    assert_eq!(
        value("__import__('datetime').timedelta(days=-1, seconds=1, microseconds=5)"),
        node("timedelta", "-PT86398.999995S")
    );
    assert_eq!(
        value("__import__('decimal').Decimal('1.50')"),
        node("Decimal", "1.50")
    );
    assert_eq!(
        value("__import__('uuid').UUID(int=1)"),
        node("UUID", "00000000-0000-0000-0000-000000000001")
    );
}

#[test]
fn values_come_back_as_they_went() {
    let calls = run("\
import datetime, decimal, uuid
for value in (None, True, 2 ** 70, -1, 1.5, 'a', b'b', [1, 'x'], {'k': [None]},
              datetime.datetime(2024, 1, 2, 3, 4, 5, 6), datetime.date(2024, 1, 2), datetime.time(1, 2),
              datetime.timedelta(days=-3, microseconds=7), decimal.Decimal('1.50'), uuid.UUID(int=5)):
    back = call('echo', value)
    assert back == value and type(back) is type(value), (back, value)
");
    assert_eq!(calls.expect("equal").len(), 15);
}

#[test]
fn stand_in_objects_become_nodes() {
    let calls = run("\
class Column:
    def _tree_(self):
        return 'Column', {'name': 'a'}
call('echo', {'column': Column()})
")
    .expect("runs");
    let Tree::Dict(pairs) = &calls[0].1 else {
        panic!("a dict");
    };
    let Tree::Node(node) = &pairs[0].1 else {
        panic!("a node");
    };
    assert_eq!(node.kind, "Column");
    assert_eq!(node.fields["name"], Tree::Str("a".to_owned()));
}

#[test]
fn what_is_not_known_is_named() {
    let error = error("call('echo', object())");
    assert_eq!(error.class, "TypeError");
    assert!(error.message.contains("builtins.object"), "{error}");
}

#[test]
fn exceptions_show_file_line_and_text() {
    let error = error("x = 1\nraise ValueError('no')");
    assert_eq!(error.summary(), "ValueError: no");
    assert!(error.is_instance("Exception") && !error.is_instance("TypeError"));
    let frame = error.traceback.last().expect("a frame");
    assert!(frame.path.ends_with("versions/a_b.py"));
    assert_eq!((frame.line, frame.function.as_str()), (4, "upgrade"));
    let location = error.to_diagnostic().location.expect("a place");
    assert_eq!(location.line, Some(4));
}

#[test]
fn handlers_raise_in_python() {
    run("\
try:
    call('fail', {})
except ValueError as error:
    assert str(error) == 'not that'
else:
    assert False
")
    .expect("caught");
    assert_eq!(error("call('fail', {})").summary(), "ValueError: not that");
}

#[test]
fn the_call_site_is_the_nearest_line_of_the_user() {
    let folder = tempfile::tempdir().expect("a folder");
    let interpreter = interpreter(folder.path());
    let recorder = Recorder::default();
    let source = "from _limbeck import call\n\ndef upgrade():\n    list(map(call, ['x']))\n";
    let script = compile(&folder.path().join("a.py"), source).expect("valid");
    let module = interpreter.load_script(script, &recorder).expect("loads");
    interpreter
        .call_function(&module, "upgrade", &recorder)
        .expect("runs");
    let site = recorder.sites.borrow()[0].clone().expect("a site");
    assert_eq!(site, (folder.path().join("a.py"), 4));
}

#[test]
fn a_call_may_lead_back_into_the_interpreter() {
    struct Nested<'a>(&'a Interpreter, Recorder);
    impl Handler for Nested<'_> {
        fn call(&self, _: &str, _: Tree) -> Result<Tree, Raise> {
            let script = compile(
                Path::new("inner.py"),
                "from _limbeck import call\ncall('inner')\n",
            )
            .expect("valid");
            self.0.load_script(script, &self.1).expect("loads");
            Ok(Tree::None)
        }
    }
    let folder = tempfile::tempdir().expect("a folder");
    let interpreter = interpreter(folder.path());
    let nested = Nested(&interpreter, Recorder::default());
    let env = folder.path().join("env.py");
    std::fs::write(
        &env,
        "from _limbeck import call\ncall('outer')\ncall('outer')\n",
    )
    .expect("written");
    interpreter.run_file(&env, &nested).expect("runs");
    let names: Vec<_> = nested
        .1
        .calls
        .borrow()
        .iter()
        .map(|(name, _)| name.clone())
        .collect();
    assert_eq!(names, ["inner", "inner"]);
}

#[test]
fn the_projects_modules_are_imported() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        std::fs::write(path, text).expect("written");
    };
    write("app/__init__.py", "from .sizes import LARGE\n");
    write(
        "app/sizes.py",
        "from . import base\nLARGE = base.ONE * 10\n",
    );
    write("app/base.py", "ONE = 1\n");
    write(
        "space/inner.py",
        "import os.path\nHERE = os.path.basename(__file__)\n",
    );
    run_in(
        folder.path(),
        "\
import app, space.inner
from app.base import ONE
assert (app.LARGE, ONE, space.inner.HERE) == (10, 1, 'inner.py')
assert app.__file__.endswith('app/__init__.py') and list(space.__path__)
",
    )
    .expect("imports");
    let error = run_in(folder.path(), "import app.missing").expect_err("not there");
    assert_eq!(
        error.summary(),
        "ModuleNotFoundError: No module named 'app.missing'"
    );
}

#[test]
fn files_of_the_project_are_read_and_nothing_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("data.csv"), "a,b\n1,é\n").expect("written");
    run_in(
        folder.path(),
        "\
import csv, os, pathlib
with open('data.csv') as file:
    assert list(csv.reader(file)) == [['a', 'b'], ['1', 'é']]
assert pathlib.Path('data.csv').read_text().startswith('a,b')
assert pathlib.Path(os.getcwd(), 'data.csv').exists() and not os.path.exists('other')
assert os.listdir('.') == ['data.csv'] and os.path.isfile('data.csv')
assert [entry.name for entry in os.scandir()] == ['data.csv']
assert os.stat('data.csv').st_size == 9
assert os.environ['HOME'] == '/home/x' and os.getenv('PATH') is None
os.environ['NEW'] = '1'
assert os.getenv('NEW') == '1'
",
    )
    .expect("reads");
    for refused in [
        "open('new', 'w')",
        "open('data.csv', 'r+')",
        "open('/etc/hostname')",
        "open('../x')",
        "__import__('os').mkdir('x')",
        "__import__('os').system('true')",
        "__import__('os').remove('data.csv')",
        "__import__('pathlib').Path('data.csv').unlink()",
        "__import__('pathlib').Path('x').write_text('')",
    ] {
        let error = run_in(folder.path(), refused).expect_err(refused);
        assert_eq!(error.class, "PermissionError", "{refused}: {error}");
        assert!(error.message.contains("limbeck"), "{refused}: {error}");
    }
    assert!(folder.path().join("data.csv").exists());
}

#[test]
fn the_standard_library_imports() {
    for module in [
        "abc",
        "argparse",
        "base64",
        "collections",
        "contextlib",
        "copy",
        "csv",
        "dataclasses",
        "datetime",
        "decimal",
        "enum",
        "functools",
        "hashlib",
        "importlib",
        "inspect",
        "io",
        "itertools",
        "json",
        "logging",
        "logging.config",
        "math",
        "operator",
        "os",
        "pathlib",
        "pickle",
        "random",
        "re",
        "secrets",
        "shutil",
        "string",
        "sys",
        "tempfile",
        "textwrap",
        "time",
        "traceback",
        "types",
        "typing",
        "unicodedata",
        "urllib.parse",
        "uuid",
        "warnings",
        "zoneinfo",
        "collections.abc",
        "concurrent.futures",
        "importlib.util",
        "configparser",
    ] {
        if let Err(error) = run(&format!("import {module}")) {
            panic!("{module}: {:#?}", error.to_diagnostic());
        }
    }
}

#[test]
fn an_interrupt_stops_a_script() {
    let folder = tempfile::tempdir().expect("a folder");
    let interpreter = interpreter(folder.path());
    let handle = interpreter.interrupt_handle();
    let stopper = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(50));
        handle.interrupt();
    });
    let source = "def upgrade():\n    while True:\n        try:\n            pass\n        except Exception:\n            pass\n";
    let script = compile(Path::new("a.py"), source).expect("valid");
    let recorder = Recorder::default();
    let module = interpreter.load_script(script, &recorder).expect("loads");
    let error = interpreter
        .call_function(&module, "upgrade", &recorder)
        .expect_err("stopped");
    assert!(error.is_interrupt(), "{error}");
    stopper.join().expect("joined");
}

/// Runs a script in a project where imports that cannot be had become placeholders.
fn run_with_placeholders(source: &str) -> Result<Vec<(String, Tree)>, PythonError> {
    let folder = tempfile::tempdir().expect("a folder");
    let interpreter = Interpreter::new(Settings {
        project_folder: folder.path().to_owned(),
        ..Settings::default()
    });
    let recorder = Recorder::default();
    let script = compile(&folder.path().join("a.py"), source)?;
    let module = interpreter.load_script(script, &recorder)?;
    interpreter.call_function(&module, "upgrade", &recorder)?;
    Ok(recorder.calls.into_inner())
}

#[test]
fn nothing_is_guessed_in_a_migration() {
    let header = "from shop.settings import SIZES, create_view\nfrom _limbeck import call\n";
    let check = |body: &str| {
        let source = format!("{header}def upgrade():\n    {body}\n");
        let error = run_with_placeholders(&source).expect_err(body);
        assert!(error.message.contains("shop.settings"), "{body}: {error}");
        assert!(!error.is_instance("Exception"), "{body}: {error}");
    };
    check("create_view(call)");
    check("for size in SIZES: call('x')");
    check("if SIZES: pass");
    check("[size for size in SIZES]");
    check("len(SIZES)");
    check("try: create_view()\n    except Exception: pass");
}

#[test]
fn imports_are_harmless_until_they_matter() {
    let source = "\
from shop import Base, get_logger
from shop.models import User
logger = get_logger(__name__)

class Order(Base):
    size = User.size + 1

def upgrade():
    x = User.name
";
    run_with_placeholders(source).expect("nothing hangs on them");
}
