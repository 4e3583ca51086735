//! Helpers of this crate's tests.

use crate::{ConfigFiles, Configuration, ConfigurationSource};

/// The configuration of `/srv/p/alembic.ini` with the given text and `/srv/p/pyproject.toml` with
/// the given `[tool.alembic]` options. Neither is on the disk.
pub(crate) fn configuration(ini: &str, toml_options: &str) -> Configuration {
    let files = ConfigFiles::choose::<&str>(&[], None).unwrap();
    let source = ConfigurationSource::new("/srv/p", files);
    let toml = format!("[tool.alembic]\n{toml_options}");
    Configuration::from_texts(source, Some(ini), Ok(Some(toml))).unwrap()
}
