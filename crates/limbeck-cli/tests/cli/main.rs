//! The command line from outside: projects on disk, the binary, its streams and exit statuses.
#![allow(clippy::disallowed_methods)] // These tests start the binary.

mod application;
mod bad_input;
mod batch;
mod beside_alembic;
mod concurrency;
mod conditional_ddl;
mod data_migrations;
mod differential;
mod env_py;
mod from_db;
mod graph;
mod hand_over;
mod implicit_commits;
mod json;
mod mending;
mod names;
mod naming_conventions;
mod original;
mod orm;
mod out_there;
mod passwords;
mod project;
mod reflected;
mod repeated_statements;
mod schema_translate_map;
mod scripts;
mod settings;
mod sql_projects;
mod sql_scripts;
mod sqlalchemy_1;
mod status;
mod stopping;
mod usage;
