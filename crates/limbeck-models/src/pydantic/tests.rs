//! The rules by which models become tables, with real Pydantic in the Python that `LIMBECK_TEST_PYTHON` names.

use std::collections::BTreeSet;

use limbeck_dialects::{Compilation, CompileOptions, dialect};
use limbeck_schema::Operation;
use limbeck_schema::operation::CreateTable;
use serde_json::json;

use super::*;
use crate::Models;
use crate::python::{ModelsError, Worker};

const HEAD: &str = "from typing import *\nfrom pydantic import *\nfrom pydantic import BaseModel, Field\n\
    import datetime as dt, decimal, enum, uuid\n";

/// What files with models come to; `None` without a Python.
#[expect(clippy::disallowed_methods, reason = "tests have no command line")]
fn models(
    files: &[(&str, &str)],
    from: &str,
    dialect: &'static dyn Dialect,
) -> Option<Result<Models, ModelsError>> {
    let python = std::env::var_os("LIMBECK_TEST_PYTHON").filter(|python| !python.is_empty())?;
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, format!("{HEAD}{text}")).expect("a file");
    }
    let mut worker = Worker::start_exporter(python, EXPORTER).expect("a Python");
    let mut asked = request(dialect, &[from.to_owned()], folder.path());
    asked["source"] = json!(format!(
        "import sys\nsys.path.insert(0, {:?})\nnothing = None",
        folder.path()
    ));
    asked["name"] = json!("nothing");
    Some(worker.ask(&asked, dialect))
}

/// The SQL that the models stand for.
#[track_caller]
fn check_for(dialect_name: &str, text: &str, expected: &str) {
    let dialect = dialect(dialect_name).expect("a dialect");
    let Some(models) = models(&[("models.py", text)], "models", dialect) else {
        return;
    };
    let models = models.unwrap_or_else(|error| panic!("{:#?}", error.diagnostic()));
    let mut sql = String::new();
    for table in &models.metadatas[0].schema.tables {
        let create = Operation::CreateTable(CreateTable {
            table: table.clone(),
            if_not_exists: false,
            naming_convention: None,
        });
        let options = CompileOptions::default();
        let mut compilation = Compilation::default();
        dialect
            .compile(&create, &options, &mut compilation)
            .expect("it compiles");
        for statement in compilation.take_statements() {
            let text = statement.script_text();
            let words: Vec<_> = text.split_whitespace().collect();
            sql.push_str(&words.join(" "));
            sql.push_str(";\n");
        }
    }
    assert_eq!(sql.trim_end(), expected);
}

/// The columns that fields of these types become on PostgreSQL.
#[track_caller]
fn check(fields: &[(&str, &str)]) {
    let mut text = "class Item(BaseModel):\n    id: int\n".to_owned();
    let mut expected = vec!["id SERIAL NOT NULL".to_owned()];
    for (at, (field, column)) in fields.iter().enumerate() {
        text.push_str(&format!("    x{at}: {field}\n"));
        expected.push(format!("x{at} {column}"));
    }
    expected.push("PRIMARY KEY (id)".to_owned());
    let expected = format!("CREATE TABLE item ( {} );", expected.join(", "));
    check_for("postgresql", &text, &expected);
}

/// What the user is told.
#[track_caller]
fn check_error(text: &str, expected: &str) {
    let dialect = dialect("postgresql").expect("a dialect");
    let Some(models) = models(&[("models.py", text)], "models", dialect) else {
        return;
    };
    let told = models.expect_err("an error").diagnostic().message;
    assert!(told.contains(expected), "{told}");
}

#[test]
fn plain_types() {
    check(&[
        ("int", "INTEGER NOT NULL"),
        ("bool", "BOOLEAN NOT NULL"),
        ("float", "DOUBLE PRECISION NOT NULL"),
        ("str", "TEXT NOT NULL"),
        ("bytes", "BYTEA NOT NULL"),
        ("decimal.Decimal", "NUMERIC NOT NULL"),
        ("uuid.UUID", "UUID NOT NULL"),
        ("dt.date", "DATE NOT NULL"),
        ("dt.time", "TIME WITHOUT TIME ZONE NOT NULL"),
        ("dt.datetime", "TIMESTAMP WITH TIME ZONE NOT NULL"),
        ("NaiveDatetime", "TIMESTAMP WITHOUT TIME ZONE NOT NULL"),
        ("dt.timedelta", "INTERVAL NOT NULL"),
    ]);
}

#[test]
fn types_with_limits() {
    check(&[
        ("str = Field(max_length=5)", "VARCHAR(5) NOT NULL"),
        ("constr(max_length=6)", "VARCHAR(6) NOT NULL"),
        (
            "Optional[Annotated[str, StringConstraints(max_length=7)]] = None",
            "VARCHAR(7)",
        ),
        (
            "decimal.Decimal = Field(max_digits=10, decimal_places=2)",
            "NUMERIC(10, 2) NOT NULL",
        ),
    ]);
}

#[test]
fn literals() {
    check_for(
        "postgresql",
        "class Item(BaseModel):\n    id: int\n    order: Literal['on', 'off']\n    level: Literal[1, 2] = 1\n",
        "CREATE TABLE item ( id SERIAL NOT NULL, \"order\" VARCHAR(3) NOT NULL, level INTEGER DEFAULT 1 NOT NULL, \
         PRIMARY KEY (id), CONSTRAINT ck_item_order CHECK (\"order\" IN ('on', 'off')), CONSTRAINT ck_item_level \
         CHECK (\"level\" IN (1, 2)) );",
    );
}

#[test]
fn types_that_are_written_as_text() {
    check(
        &["SecretStr", "HttpUrl", "FilePath", "IPvAnyAddress"]
            .map(|field| (field, "TEXT NOT NULL")),
    );
}

#[test]
fn values_with_parts() {
    check(&[
        ("list[int]", "INTEGER[] NOT NULL"),
        ("tuple[str, ...]", "TEXT[] NOT NULL"),
    ]);
    check(
        &[
            "dict[str, int]",
            "Any",
            "list[dict]",
            "tuple[int, str]",
            "int | str",
            "Json",
            "list",
        ]
        .map(|field| (field, "JSONB NOT NULL")),
    );
    check_for(
        "sqlite",
        "class Item(BaseModel):\n    id: int\n    a: list[int]\n    b: Optional[dict] = None\n",
        "CREATE TABLE item ( id INTEGER NOT NULL, a JSON NOT NULL, b JSON, PRIMARY KEY (id) );",
    );
}

#[test]
fn defaults_that_are_single_values_are_the_servers() {
    check(&[
        ("int = 3", "INTEGER DEFAULT 3 NOT NULL"),
        ("bool = True", "BOOLEAN DEFAULT true NOT NULL"),
        ("str = \"it's\"", "TEXT DEFAULT 'it''s' NOT NULL"),
        ("Optional[int] = None", "INTEGER"),
        ("list[int] = []", "INTEGER[] NOT NULL"),
        (
            "uuid.UUID = Field(default_factory=uuid.uuid4)",
            "UUID NOT NULL",
        ),
        (
            "dt.datetime = Field(json_schema_extra={'server_default': 'now()'})",
            "TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL",
        ),
        (
            "int = Field(3, json_schema_extra={'server_default': None})",
            "INTEGER NOT NULL",
        ),
    ]);
}

#[test]
fn what_is_said_of_a_column() {
    check(&[
        (
            "str = Field(json_schema_extra={'type': 'CIDR'})",
            "CIDR NOT NULL",
        ),
        (
            "int = Field(json_schema_extra={'type': 'bigint'})",
            "BIGINT NOT NULL",
        ),
        (
            "list[float] = Field(json_schema_extra={'vector': 3})",
            "VECTOR(3) NOT NULL",
        ),
    ]);
    check_for(
        "postgresql",
        "class Team(BaseModel):
    code: str = Field(json_schema_extra={'primary_key': True})


class Player(BaseModel):
    __unique__ = [('team', 'number')]
    id: Optional[int] = Field(None, json_schema_extra={'autoincrement': False})
    team: str = Field(json_schema_extra={'foreign_key': 'team.code', 'ondelete': 'CASCADE', 'onupdate': 'CASCADE'})
    number: int = Field(json_schema_extra={'check': 'number > 0', 'column': 'no', 'comment': 'on the back'})
    mail: str = Field(json_schema_extra={'unique': True, 'index': {'using': 'hash'}})
    cache: Any = Field(json_schema_extra={'column': False})
",
        "CREATE TABLE player ( id INTEGER NOT NULL, team TEXT NOT NULL, no INTEGER NOT NULL, mail TEXT NOT NULL, \
         PRIMARY KEY (id), CONSTRAINT fk_player_team FOREIGN KEY(team) REFERENCES team (code) ON DELETE CASCADE ON \
         UPDATE CASCADE, CONSTRAINT ck_player_no CHECK (number > 0), CONSTRAINT uq_player_mail UNIQUE (mail), \
         CONSTRAINT uq_player_team_no UNIQUE (team, no) );
CREATE INDEX ix_player_mail ON player USING hash (mail);
COMMENT ON COLUMN player.no IS 'on the back';
CREATE TABLE team ( code TEXT NOT NULL, PRIMARY KEY (code) );",
    );
}

#[test]
fn which_classes_are_tables() {
    check_for(
        "sqlite",
        "class Core(BaseModel):
    id: int
    made: dt.date


class Size(BaseModel):
    width: int


class HTTPRoute(Core):
    size: Size


class Other(Core):
    __tablename__ = 'others'
    __schema__ = 's'
    __indexes__ = [('made', 'id')]


class Forgotten(BaseModel):
    __abstract__ = True
    id: int
",
        "CREATE TABLE http_route ( id INTEGER NOT NULL, made DATE NOT NULL, size JSON NOT NULL, PRIMARY KEY (id) );
CREATE TABLE s.others ( id INTEGER NOT NULL, made DATE NOT NULL, PRIMARY KEY (id) );
CREATE INDEX s.ix_others_made_id ON others (made, id);",
    );
}

#[test]
fn enums() {
    check_for(
        "postgresql",
        "class Kind(str, enum.Enum):
    A = 'a'


class Level(enum.IntEnum):
    LOW = 1


class Item(BaseModel):
    id: int
    kind: Kind = Kind.A
    level: Level = Level.LOW
    kinds: list[Kind] = []
",
        "CREATE TYPE kind AS ENUM ('a');
CREATE TABLE item ( id SERIAL NOT NULL, kind kind DEFAULT 'a' NOT NULL, level INTEGER DEFAULT 1 NOT NULL, \
         kinds kind[] NOT NULL, PRIMARY KEY (id) );",
    );
}

#[test]
fn what_cannot_be_a_table_is_said() {
    check_error("x = 1", "there is no table in models");
    check_error(
        "class A(BaseModel):\n    id: int\n    x: Callable\n",
        "(the field `x` of `A`): there is no column type for",
    );
    check_error(
        "class A(BaseModel):\n    id: int\n    x: int = Field(json_schema_extra={'foreign_key': 'b'})\n",
        "\"foreign_key\" is \"table.column\"",
    );
    check_error(
        "class A(BaseModel):\n    id: int\n\n\nclass B(BaseModel):\n    __tablename__ = 'a'\n    id: int\n",
        "are both the table `a`",
    );
}

#[test]
fn folders_and_packages() {
    let dialect = dialect("sqlite").expect("a dialect");
    let model = |name: &str| format!("class {name}(BaseModel):\n    id: int\n");
    let (one, two) = (model("One"), model("Two"));
    let found = |files: &[(&str, &str)], from: &str| {
        let models = models(files, from, dialect)?.expect("models");
        let tables = &models.metadatas[0].schema.tables;
        let tables: Vec<_> = tables.iter().map(|table| table.name.to_string()).collect();
        Some((tables.join(" "), models.warnings.join(" ")))
    };
    let folder = [("models/one.py", one.as_str()), ("models/two.py", &two)];
    if let Some((tables, warnings)) = found(&folder, "models") {
        assert_eq!((tables.as_str(), warnings.as_str()), ("one two", ""));
    }
    let package = [
        ("app/models/__init__.py", "from .one import One"),
        ("app/models/one.py", &one),
        ("app/models/two.py", &two),
    ];
    if let Some((tables, warnings)) = found(&package, "app.models") {
        assert_eq!(tables, "one two");
        assert!(
            warnings.contains("two.py is imported from nowhere"),
            "{warnings}"
        );
    }
}

#[test]
fn a_key_that_is_nearly_one_is_pointed_out() {
    let dialect = dialect("sqlite").expect("a dialect");
    let text =
        "class A(BaseModel):\n    id: int\n    x: int = Field(json_schema_extra={'uniqe': True})\n";
    let Some(models) = models(&[("models.py", text)], "models", dialect) else {
        return;
    };
    assert_eq!(
        models.expect("models").warnings,
        ["json_schema_extra of A.x has 'uniqe', which limbeck does not know; it knows 'unique'"]
    );
}

/// The texts that lines of a table of the exporter begin with, or that are all there is in it.
fn words(name: &str) -> BTreeSet<String> {
    let text = include_str!("export.py");
    let start = text.find(&format!("\n{name} = ")).expect("it is there") + 1;
    let end = text[start..].find("\n\n").expect("an end");
    let table = &text[start..start + end];
    let is_dict = table.contains("= {");
    let quoted = |line: &str| -> Vec<String> {
        let words = line.split('"').skip(1).step_by(2).map(str::to_owned);
        words.take(if is_dict { 1 } else { usize::MAX }).collect()
    };
    table.lines().flat_map(quoted).collect()
}

/// The first cells of the tables in the chapter that are code.
fn documented() -> BTreeSet<String> {
    include_str!("../../../../docs/models.md")
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split('|').next())
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_rule_stands_in_the_documentation() {
    let documented = documented();
    for table in ["FIELD_KEYS", "CLASS_KEYS", "NAMED_TYPES", "SCALARS"] {
        let words = words(table);
        assert!(words.len() > 3, "{table}: {words:?}");
        let missing: Vec<_> = words.difference(&documented).collect();
        assert!(
            missing.is_empty(),
            "not in the chapter on models: {missing:?}"
        );
    }
}
