//! Settings of applications that `env.py` and scripts read: from variables and files, as far as they are plain.

use crate::project::{Finished, Project};

/// A project whose `env.py` reads `settings.py` and decides by what it says.
fn project(settings: &str, env_py: &str) -> Project {
    let project = Project::new().with_scripts(&["op.execute('CREATE TABLE a (id INTEGER)')"]);
    project.write("settings.py", settings);
    let run = "from sqlalchemy import create_engine\nfrom alembic import context\n\
               with create_engine(context.config.get_main_option('sqlalchemy.url')).connect() as connection:\n    \
               context.configure(connection=connection)\n    with context.begin_transaction():\n        \
               context.run_migrations()\n";
    project.write("migrations/env.py", &format!("{env_py}\n{run}"));
    project
}

fn upgrade(project: &Project, variables: &[(&str, &str)]) -> Finished {
    project.run_with(variables, &["upgrade", "head"])
}

const MODEL: &str = r#"
from enum import StrEnum
from typing import Annotated, Any, ClassVar, List, Literal, Optional

from pydantic import AliasChoices, BaseModel, Field, PostgresDsn, SecretStr, computed_field, field_validator
from pydantic import model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Stage(StrEnum):
    live = "live"
    test = "test"


class Pool(BaseModel):
    size: int = 5
    names: list[str] = []


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", env_prefix="APP_", extra="ignore")
    kind: ClassVar[int] = 3
    stage: Stage = Stage.live
    debug: bool = False
    limit: Optional[int] = None
    pool: Pool = Pool()
    origins: Annotated[List[str], NoDecode] = []
    secret: SecretStr = SecretStr("k")
    mode: Literal["a", "b"] = "a"
    host: str = Field("here", validation_alias=AliasChoices("HOST_ONE", "HOST_TWO"))
    ratio: float = "1.5"
    needed: str
    broker: PostgresDsn = "postgresql://x"
    title: str = ""

    @field_validator("origins", mode="before")
    @classmethod
    def split(cls, value):
        return value.split(",") if isinstance(value, str) else value

    @model_validator(mode="after")
    def name_it(self):
        self.title = f"{self.stage} on {self.host}"
        return self

    @computed_field
    @property
    def place(self) -> str:
        return f"//{self.host}"

    def is_testing(self):
        return self.stage == Stage.test


settings = Settings()
"#;

#[test]
fn settings_have_the_values_of_their_variables() {
    let project = project(
        MODEL,
        r#"
from settings import settings as s
assert s.is_testing() and s.kind == 3, s
assert (s.debug, s.limit, s.pool.size, s.pool.names) == (True, 12, 7, ["p"]), s
assert s.origins == ["x", "y"] and s.secret.get_secret_value() == "zz" and str(s.secret) == "**********"
assert (s.mode, s.host, s.ratio) == ("b", "there", 1.5), s
assert (s.title, s.place) == ("test on there", "//there"), s
"#,
    );
    project.write(".env", "APP_LIMIT=12\nAPP_mode='b'\nAPP_DEBUG=no\n");
    upgrade(
        &project,
        &[
            ("app_stage", "test"),
            ("APP_DEBUG", "on"),
            ("APP_POOL", r#"{"size": "7", "names": ["p"]}"#),
            ("APP_ORIGINS", "x,y"),
            ("APP_SECRET", "zz"),
            ("HOST_TWO", "there"),
        ],
    )
    .exits(0);
}

#[test]
fn a_setting_that_cannot_be_told_is_harmless_until_it_matters() {
    let harmless = project(
        MODEL,
        "from settings import settings as s\nf'{s.needed}{s.broker}'",
    );
    upgrade(&harmless, &[]).exits(0);
    let decided = project(
        MODEL,
        "from settings import settings as s\nif s.needed:\n    pass",
    );
    upgrade(&decided, &[]).exits(1).complains(&[
        "Settings().needed",
        "because it has no value in the environment",
    ]);
    upgrade(&decided, &[("APP_NEEDED", "x")]).exits(0);
}

#[test]
fn a_value_that_does_not_fit_is_refused_as_pydantic_does() {
    let project = project(
        MODEL,
        "from settings import settings\nif settings.debug:\n    pass",
    );
    upgrade(&project, &[("APP_LIMIT", "many")])
        .exits(1)
        .complains(&["ValidationError", "limit"]);
}

#[test]
fn the_url_of_the_user_counts() {
    let settings = "from pydantic_settings import BaseSettings\n\
                    class Settings(BaseSettings):\n    database_url: str = 'postgresql://x'\n\
                    settings = Settings()\n";
    let env_py = "from settings import settings\nassert settings.database_url.startswith('sqlite')\n\
                  assert 'sqlite' in settings.database_url.lower().removeprefix('x')\n\
                  assert not settings.database_url.strip().upper().startswith('postgres')";
    let project = project(settings, env_py);
    project
        .run(&["--url", "sqlite:///app.db", "upgrade", "head"])
        .exits(0);
    project.run(&["upgrade", "head"]).exits(1);
}

#[test]
fn models_hold_what_scripts_put_into_them() {
    let project = Project::new();
    project.write(
        "migrations/versions/r01.py",
        r#"
from pydantic import BaseModel, ConfigDict, Field, ValidationError

revision = "r01"
down_revision = None


class Part(BaseModel):
    number: int = 1


class Whole(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    size: int = Field(alias="Size")
    part: Part | None = None
    tags: dict[str, int] = {}


class Larger(Whole):
    depth: int


def upgrade():
    whole = Larger(name="a", Size="3", part={"number": 2}, tags={"x": "1"}, depth=4)
    assert whole.model_dump() == {"name": "a", "size": 3, "part": {"number": 2}, "tags": {"x": 1}, "depth": 4}
    assert str(Part()) == "number=1" and Part() == Part(number="1")
    for wrong in ({}, {"name": "a", "Size": "x", "depth": 1}, {"name": "a", "Size": 1, "depth": 1, "other": 1}):
        try:
            Larger(**wrong)
            raise AssertionError(wrong)
        except ValidationError as error:
            assert error.errors()


def downgrade():
    pass
"#,
    );
    project.run(&["upgrade", "head"]).exits(0);
}

#[test]
fn settings_of_starlette() {
    let project = project(
        "from starlette.config import Config\nconfig = Config('.env')\n",
        "from settings import config\n\
         assert config('DEBUG', cast=bool, default=False) and config('PORT', cast=int) == 7\n\
         assert config('NONE', default=None) is None\nf\"{config('MISSING')}\"",
    );
    project.write(".env", "PORT=7\n");
    upgrade(&project, &[("DEBUG", "true")]).exits(0);
}

#[test]
fn a_folder_that_an_application_makes_sure_of_is_said_not_to_be_made() {
    let project = project(
        "import pathlib\ndata = pathlib.Path('data/deep')\ndata.mkdir(parents=True, exist_ok=True)\n",
        "from settings import data\nassert data.is_dir() and list(data.iterdir()) == []\n\
         data.mkdir(exist_ok=True)",
    );
    upgrade(&project, &[])
        .exits(0)
        .complains(&["does not make the folder data/deep"]);
    assert!(!project.path().join("data").exists());
}

#[test]
fn a_url_among_plain_settings_is_the_url() {
    let project = project(
        "from pydantic_settings import BaseSettings\n\
         class Settings(BaseSettings):\n    DATABASE_URL: str = 'sqlite:///default.db'\n\
         settings = Settings()\n",
        "from alembic import context\nfrom settings import settings\n\
         context.config.set_main_option('sqlalchemy.url', settings.DATABASE_URL)",
    );
    upgrade(&project, &[]).exits(0);
    assert_eq!(project.tables("default.db"), ["a", "alembic_version"]);
    upgrade(&project, &[("database_url", "sqlite:///given.db")]).exits(0);
    assert_eq!(project.tables("given.db"), ["a", "alembic_version"]);
}

#[test]
fn toml_files_are_read() {
    let project = project(
        "import toml\nsettings = toml.load('settings.toml')\n",
        "from settings import settings\nassert settings == {'a': {'b': [1]}}, settings",
    );
    project.write("settings.toml", "[a]\nb = [1]\n");
    upgrade(&project, &[]).exits(0);
}

#[test]
fn what_a_failed_module_had_imported_keeps_its_value() {
    let project = project(
        "KIND = 'b'\nNONE = None\n",
        "from manager import Manager\nassert Manager().kind() == 'b'\nif Manager().other():\n    pass",
    );
    project.write(
        "manager.py",
        "from settings import (\n    KIND,\n    NONE,\n)\nfrom some_library import table\nOTHER = 'c'\n\n\n\
         class Manager:\n    def kind(self):\n        return KIND if NONE is None else None\n\n    \
         def other(self):\n        return OTHER\n\n\nif table['a'] < 'b':\n    OTHER = 'd'\n",
    );
    upgrade(&project, &[])
        .exits(1)
        .complains(&["The value of `OTHER` is needed here", "some_library"]);
}

#[test]
fn the_configuration_of_another_run_is_harmless_until_it_matters() {
    let settings = "from alembic.config import Config\nfrom alembic.script import ScriptDirectory\n\
                    script = ScriptDirectory.from_config(Config('other.ini'))\n";
    upgrade(&project(settings, "import settings"), &[]).exits(0);
    let decided = project(
        settings,
        "import settings\nif settings.script.get_heads():\n    pass",
    );
    upgrade(&decided, &[])
        .exits(1)
        .complains(&["Config()", "is the configuration of another run"]);
}

#[test]
fn an_engine_is_of_the_database_that_the_user_names() {
    let project = project(
        "from sqlalchemy import create_engine\nengine = create_engine('postgresql+asyncpg://h/d')\n",
        "from settings import engine\nassert engine.dialect.name == 'sqlite', engine.dialect.name",
    );
    project
        .run(&["--url", "sqlite:///app.db", "upgrade", "head"])
        .exits(0);
    project
        .run(&["upgrade", "head"])
        .exits(1)
        .complains(&["postgresql"]);
}

#[test]
fn whether_an_unknown_class_derives_from_another_is_not_guessed() {
    let project = project(
        "from some_library import Model\n",
        "from settings import Model\nif issubclass(Model, dict):\n    pass",
    );
    upgrade(&project, &[])
        .exits(1)
        .complains(&["The value of `Model` is needed here", "some_library"]);
}

#[test]
fn a_scoped_session_is_configured() {
    let project = project(
        "from sqlalchemy import create_engine\nfrom sqlalchemy.orm import scoped_session, sessionmaker\n\
         Session = scoped_session(sessionmaker())\nengine = create_engine('sqlite:///app.db')\n\
         Session.configure(bind=engine)\n",
        "from settings import Session, engine\nassert Session().bind is engine",
    );
    upgrade(&project, &[]).exits(0);
}

#[test]
fn a_file_out_of_reach_is_not_passed_over() {
    let settings = "from pydantic_settings import BaseSettings\nfrom starlette.config import Config\n\
                    class Settings(BaseSettings):\n    model_config = {'env_file': '../.env'}\n    port: int = 1\n\
                    settings = Settings()\nconfig = Config('../.env')\n";
    let harmless = project(
        settings,
        "from settings import settings\nf'{settings.port}'",
    );
    upgrade(&harmless, &[]).exits(0);
    for decision in ["settings.port == 1", "config('port', default=1) == 1"] {
        let decided = project(
            settings,
            &format!("from settings import config, settings\nif {decision}:\n    pass"),
        );
        upgrade(&decided, &[])
            .exits(1)
            .complains(&["not below the project"]);
    }
}

#[test]
fn a_model_may_be_an_abstract_class() {
    let settings = "from abc import ABC\nfrom typing import Generic, TypeVar\nfrom pydantic import BaseModel\n\
                    T = TypeVar('T')\n\
                    class Base(BaseModel, ABC):\n    a: int = 1\n\
                    class Page(Base, Generic[T]):\n    b: int = 2\n\
                    class Numbers(Page[int]):\n    c: int = 3\n";
    let env_py = "from settings import Numbers\nfound = Numbers()\n\
                  assert (found.a, found.b, found.c) == (1, 2, 3), found";
    upgrade(&project(settings, env_py), &[]).exits(0);
}
