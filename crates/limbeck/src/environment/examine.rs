//! What `doctor` wants to know of a run of `env.py`.

use limbeck_database::Url;
use limbeck_python::Raise;

use super::Environment;
use super::context::{Channel, Context};
use crate::execution::Work;
use crate::{Examination, ExaminedDatabase, UrlSource};

impl Environment<'_, '_> {
    /// Takes down how a context is configured.
    pub(super) fn examine(
        &self,
        context: &Context,
        examination: &mut Examination,
    ) -> Result<(), Raise> {
        let naming_convention = match &context.unknown_convention {
            None => Ok(context.naming_convention.clone()),
            Some(unknown) => self.naming_convention(unknown).map_err(|(unknown, cause)| {
                cause.map_or_else(
                    || format!("it comes from {}", unknown.description),
                    |cause| cause.message,
                )
            }),
        };
        let migration = context.migration.borrow();
        let settings = migration.settings();
        let url = match &context.channel {
            Channel::Online(number) => self
                .connections
                .with(*number, |session| Ok(session.engine().url().clone()))?,
            Channel::Offline(_) => return Ok(()),
        };
        examination.databases.push(ExaminedDatabase {
            url_source: self.url_source(&url),
            url: url.to_string(),
            dialect: context.dialect.name(),
            server_version: context.server_version(),
            version_table: settings.version_table.name.to_string(),
            transactional_ddl: migration.transactional_ddl(),
            transaction_per_migration: settings.transaction_per_migration,
            naming_convention,
        });
        Ok(())
    }

    fn url_source(&self, url: &Url) -> UrlSource {
        if self.run.url.is_some() {
            return UrlSource::Given;
        }
        if self.application.gave_url() {
            return UrlSource::Application;
        }
        let configuration = self.project.configuration();
        let mut sections = configuration.ini().section_names();
        let is_configured = sections.any(|section| {
            let configured = configuration.section_option(section, "sqlalchemy.url");
            let configured = configured.ok().flatten();
            configured.is_some_and(|text| Url::parse(&text).as_ref() == Ok(url))
        });
        if is_configured {
            UrlSource::Configuration
        } else {
            UrlSource::EnvPy
        }
    }

    /// Adds what is known once `env.py` has ended.
    pub(super) fn complete_examination(&self) {
        let Ok(mut work) = self.work.try_borrow_mut() else {
            return;
        };
        let Work::Examine(examination) = &mut *work else {
            return;
        };
        let application = &self.application;
        application.keep();
        examination.asked = application.asked();
        examination.kept = application.kept_state();
        examination.kept_file = application.kept_file();
        examination.python = application.look_for_python();
    }
}
