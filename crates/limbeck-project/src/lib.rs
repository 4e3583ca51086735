//! Project configuration: `alembic.ini` and `pyproject.toml`, resolved to typed settings.
//!
//! [`Configuration`] is what the two files say, option by option, with Alembic's precedence; an
//! `env.py` may read and change it. [`ProjectConfig`] is what follows from it for the script
//! directory. [`logging`] is what `logging.config.fileConfig` makes of the ini file.
//!
//! Nothing here reads the environment, prints, or runs Python: the working directory, the value
//! of `ALEMBIC_CONFIG`, the current time and the folders of the project's Python are parameters.

mod configuration;
mod create_date;
mod error;
mod files;
mod hooks;
pub mod ini;
pub mod logging;
mod own_settings;
mod package_resource;
mod path_lists;
mod paths;
mod project;
mod pyproject;
pub mod python;
mod python_environment;
mod revision_file;
#[cfg(test)]
mod testing;
mod value;
mod warning;
mod x_arguments;

pub use configuration::{Configuration, ConfigurationSource};
pub use create_date::CreateDate;
pub use error::ProjectError;
pub use files::ConfigFiles;
pub use hooks::{HookCommand, PostWriteHook, REVISION_SCRIPT_TOKEN};
pub use own_settings::{DatabaseAddress, OwnSettings};
pub use project::ProjectConfig;
pub use python_environment::{EntryPoint, ModuleLocation, PythonEnvironment};
pub use revision_file::RevisionFileName;
pub use value::OptionValue;
pub use warning::{Warning, WarningCategory, Warnings};
pub use x_arguments::XArguments;
