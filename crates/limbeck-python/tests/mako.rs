//! Templates of new scripts: what comes of them is what Mako makes of them, and what is wrong with one is said
//! with its line.
//!
//! `mako/*.mako` are the templates, `*.expected` is what Mako has rendered, `*.error` what limbeck says.
//! `mako/render.py` renders them with Mako; where `LIMBECK_TEST_PYTHON` names a Python with Mako, that is done
//! again and compared.

#![allow(clippy::disallowed_methods)] // One of these tests runs Mako.

use std::path::{Path, PathBuf};
use std::process::Command;

use limbeck_diagnostics::Diagnostic;
use limbeck_python::{Handler, Interpreter, Raise, Settings, Template, Tree};

/// A configuration with the option that the templates ask for.
struct Configuration;

impl Handler for Configuration {
    fn call(&self, name: &str, _arguments: Tree) -> Result<Tree, Raise> {
        match name {
            "config.facts" => Ok(Tree::Dict(vec![(
                "config_ini_section".into(),
                "alembic".into(),
            )])),
            "config.get_section_option" => Ok("one, two".into()),
            "logging.get_logger" | "environment.explicit_url" => Ok(Tree::None),
            _ => Err(Raise::new("NotImplementedError", name.to_owned())),
        }
    }
}

fn facts() -> Tree {
    let texts = |texts: &[&str]| Tree::List(texts.iter().map(|text| (*text).into()).collect());
    let date = [2024, 3, 9, 5, 6, 7, 89012, 0].map(Tree::Int);
    Tree::Dict(vec![
        ("up_revision".into(), "ae1027a6acf".into()),
        ("down_revision".into(), texts(&["aaa", "bbb"])),
        ("branch_labels".into(), texts(&["label"])),
        ("depends_on".into(), Tree::None),
        (
            "create_date".into(),
            Tree::List(date.into_iter().chain(["UTC".into()]).collect()),
        ),
        ("message".into(), "it's \"the\" message".into()),
    ])
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mako")
}

fn templates() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder())
        .expect("the folder")
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "mako")
        })
        .collect();
    found.sort();
    found
}

fn render(interpreter: &Interpreter, path: &Path) -> Result<String, Box<Diagnostic>> {
    let template = Template::read(path)?;
    interpreter
        .render(&template, &facts(), &Configuration)
        .map_err(|error| Box::new(error.into()))
}

/// `line: message`.
fn shown(diagnostic: &Diagnostic) -> String {
    let line = diagnostic
        .location
        .as_ref()
        .and_then(|location| location.line);
    let line = line.map_or_else(|| "?".to_owned(), |line| line.to_string());
    format!("{line}: {}\n", diagnostic.message)
}

#[test]
fn templates_render_as_recorded() {
    let interpreter = Interpreter::new(Settings::default());
    let mut wrong = Vec::new();
    for path in templates() {
        let (extension, found) = match render(&interpreter, &path) {
            Ok(text) => ("expected", text),
            Err(diagnostic) => ("error", shown(&diagnostic)),
        };
        let recorded = std::fs::read_to_string(path.with_extension(extension)).unwrap_or_default();
        let is_recorded = path.with_extension(extension).exists();
        if found != recorded || !is_recorded {
            wrong.push(format!(
                "{}:\n--- recorded\n{recorded}--- found ({extension})\n{found}",
                path.display()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn mako_renders_what_is_recorded() {
    let Some(python) = std::env::var_os("LIMBECK_TEST_PYTHON") else {
        return;
    };
    let rendered = tempfile::tempdir().expect("a folder");
    let status = Command::new(python)
        .arg(folder().join("render.py"))
        .arg(rendered.path())
        .status()
        .expect("Python runs");
    assert!(status.success());
    for path in templates() {
        let recorded = std::fs::read(path.with_extension("expected")).ok();
        let name = path.with_extension("expected");
        let found = std::fs::read(rendered.path().join(name.file_name().expect("a name"))).ok();
        assert_eq!(found, recorded, "{}", path.display());
    }
}
