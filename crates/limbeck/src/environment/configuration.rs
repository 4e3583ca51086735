//! `config.*`: what `env.py` reads from the configuration and sets in it.

use limbeck_project::{OptionValue, ProjectError};
use limbeck_python::{Raise, Tree};

use super::arguments::{Arguments, dict_tree, optional_tree, texts_tree};
use super::{Environment, raise_failure};

impl Environment<'_, '_> {
    pub(super) fn config_call(&self, name: &str, arguments: &Arguments) -> Result<Tree, Raise> {
        let mut configuration = self.configuration.borrow_mut();
        match name {
            "facts" => Ok(self.config_facts(&configuration)),
            "set_ini_section" => {
                *self.main_section.borrow_mut() = arguments.text("name")?.to_owned();
                Ok(Tree::None)
            }
            "get_section" => {
                let section = configuration
                    .section(arguments.text("section")?)
                    .map_err(raise)?;
                Ok(section.map_or(Tree::None, |options| {
                    Tree::Dict(
                        options
                            .into_iter()
                            .map(|(name, value)| (Tree::Str(name), Tree::Str(value)))
                            .collect(),
                    )
                }))
            }
            "get_section_option" => configuration
                .section_option(arguments.text("section")?, arguments.text("name")?)
                .map(optional_tree)
                .map_err(raise),
            "set_section_option" => configuration
                .set_section_option(
                    arguments.text("section")?,
                    arguments.text("name")?,
                    arguments.text("value")?,
                )
                .map(|()| Tree::None)
                .map_err(raise),
            "add_section" => configuration
                .add_section(arguments.text("section")?)
                .map(|()| Tree::None)
                .map_err(raise),
            "remove_option" => configuration
                .remove_option(arguments.text("section")?, arguments.text("name")?)
                .map(Tree::Bool)
                .map_err(raise),
            "sections" => Ok(texts_tree(configuration.ini().section_names())),
            "get_alembic_option" => configuration
                .alembic_option(arguments.text("name")?)
                .map(|value| value.map_or(Tree::None, option_tree))
                .map_err(raise),
            "get_alembic_boolean_option" => configuration
                .boolean_option(arguments.text("name")?)
                .map(Tree::Bool)
                .map_err(raise),
            "get_version_locations_list" => Ok(texts_tree(
                self.project
                    .config()
                    .version_folders
                    .iter()
                    .map(|folder| folder.to_string_lossy()),
            )),
            "get_prepend_sys_paths_list" => Ok(texts_tree(
                self.project
                    .config()
                    .prepend_sys_path
                    .iter()
                    .map(|folder| folder.to_string_lossy()),
            )),
            "print_stdout" => {
                let text = arguments.text("text")?;
                self.run.log.observer().output(&format!("{text}\n"));
                Ok(Tree::None)
            }
            _ => Err(super::unknown_call("config", name)),
        }
    }

    fn config_facts(&self, configuration: &limbeck_project::Configuration) -> Tree {
        let path = |path: Option<&std::path::Path>| {
            optional_tree(path.map(|path| path.to_string_lossy().into_owned()))
        };
        dict_tree([
            ("config_file_name", path(configuration.ini_path())),
            ("toml_file_name", path(configuration.toml_path())),
            (
                "config_ini_section",
                Tree::Str(self.main_section.borrow().clone()),
            ),
            ("config_args", Tree::Dict(Vec::new())),
            ("cmd_opts", self.run.command_line.tree()),
        ])
    }
}

fn option_tree(value: OptionValue) -> Tree {
    let table = |options: indexmap::IndexMap<String, String>| {
        Tree::Dict(
            options
                .into_iter()
                .map(|(name, value)| (Tree::Str(name), Tree::Str(value)))
                .collect(),
        )
    };
    match value {
        OptionValue::Text(text) => Tree::Str(text),
        OptionValue::Int(value) => Tree::Int(value),
        OptionValue::Bool(value) => Tree::Bool(value),
        OptionValue::List(items) => texts_tree(items),
        OptionValue::Table(options) => table(options),
        OptionValue::Tables(tables) => Tree::List(tables.into_iter().map(table).collect()),
    }
}

fn raise(error: ProjectError) -> Raise {
    raise_failure(error.into())
}
