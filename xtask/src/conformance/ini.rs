//! Group `ini`: configuration files, file names, version folders, hooks and `-x`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use indexmap::IndexMap;
use limbeck_project::{
    ConfigFiles, Configuration, ConfigurationSource, CreateDate, OptionValue, PostWriteHook,
    ProjectConfig, ProjectError, PythonEnvironment, RevisionFileName, Warnings, XArguments,
};
use limbeck_scripts::directory::{ScriptDirectory, refuse};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use super::kit::{self, Case, GroupResult};

/// What a case asks.
#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Input {
    Options {
        files: BTreeMap<String, String>,
        ini: String,
        toml: String,
        section: String,
        config_args: IndexMap<String, String>,
    },
    Filename {
        file_template: String,
        truncate_slug_length: Option<i64>,
        timezone: Option<String>,
        rev_id: String,
        message: Option<String>,
        now_utc: String,
        local_zone: String,
    },
    VersionFolders {
        files: BTreeMap<String, String>,
    },
    HookCommand {
        hook_name: String,
        #[serde(rename = "type")]
        hook_type: String,
        options: IndexMap<String, String>,
        script_path: String,
    },
    XArguments {
        x: Vec<String>,
    },
    ConfigFiles {
        config_options: Vec<String>,
        #[serde(rename = "ALEMBIC_CONFIG")]
        alembic_config: Option<String>,
    },
    Asbool {
        value: Value,
    },
}

/// Runs the cases of the group found under `dir`.
///
/// # Errors
/// When the folder cannot be read, a file is not of the format, or no folder for the files of a
/// case can be made.
pub fn run(dir: &Path) -> Result<GroupResult> {
    let mut result = GroupResult::new("ini");
    let installation = Installation::new()?;
    for file in kit::files::<Input, Value>(dir, "ini")? {
        for case in &file.cases {
            let outcome =
                check(case, &installation).with_context(|| format!("running {}", case.name))?;
            result.record(&case.name, outcome);
        }
    }
    Ok(result)
}

fn check(case: &Case<Input, Value>, installation: &Installation) -> Result<Result<(), String>> {
    let sandbox = Sandbox::new(installation)?;
    let found = answer(&case.input, &case.expected, &sandbox)?;
    let answers = std::iter::once(&case.expected).chain(&case.variants);
    let differences: Vec<String> = answers
        .filter_map(|expected| compare(expected, &found, "").err())
        .collect();
    Ok(if differences.len() > case.variants.len() {
        Err(differences.into_iter().next().unwrap_or_default())
    } else {
        Ok(())
    })
}

/// A Python environment with the distributions that the cases refer to.
struct Installation {
    _folder: TempDir,
    /// The folder of the package `alembic`.
    alembic: String,
    python: PythonEnvironment,
}

impl Installation {
    fn new() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let prefix = folder.path().canonicalize()?;
        let site_packages = prefix.join("lib/python3.11/site-packages");
        write(&site_packages, "alembic/__init__.py", "")?;
        write(&site_packages, "alembic/config.py", "")?;
        std::fs::create_dir(site_packages.join("alembic/templates"))?;
        write(
            &site_packages,
            "alembic-1.20.1.dist-info/entry_points.txt",
            "[console_scripts]\nalembic = alembic.config:main\n",
        )?;
        Ok(Self {
            _folder: folder,
            alembic: site_packages.join("alembic").display().to_string(),
            python: PythonEnvironment::of_prefix(Some("<PYTHON>".into()), &prefix),
        })
    }
}

/// The folder of a case's files.
struct Sandbox<'a> {
    _folder: TempDir,
    project: PathBuf,
    alembic: &'a str,
    python: &'a PythonEnvironment,
}

impl<'a> Sandbox<'a> {
    fn new(installation: &'a Installation) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let project = folder.path().canonicalize()?;
        // The script location of nearly all cases.
        std::fs::create_dir(project.join("mig"))?;
        Ok(Self {
            _folder: folder,
            project,
            alembic: &installation.alembic,
            python: &installation.python,
        })
    }

    fn write(&self, files: &BTreeMap<String, String>) -> Result<()> {
        for (path, text) in files {
            write(&self.project, path, text)?;
        }
        Ok(())
    }

    /// A text with the placeholders of the kit.
    fn placeholders(&self, text: &str) -> String {
        text.replace(&*self.project.to_string_lossy(), "<DIR>")
            .replace(self.alembic, "<ALEMBIC>")
    }

    fn path(&self, path: &Path) -> Value {
        self.placeholders(&path.to_string_lossy()).into()
    }

    /// A recorded value or error.
    fn outcome<T>(&self, result: Result<T, ProjectError>, show: impl FnOnce(T) -> Value) -> Value {
        match result {
            Ok(value) => json!({ "ok": self.value(show(value)) }),
            Err(error) => json!({ "error": { "message": self.placeholders(&error.to_string()) } }),
        }
    }

    /// The value with placeholders in all its texts.
    fn value(&self, value: Value) -> Value {
        match value {
            Value::String(text) => self.placeholders(&text).into(),
            Value::Array(items) => items.into_iter().map(|item| self.value(item)).collect(),
            Value::Object(items) => items
                .into_iter()
                .map(|(key, item)| (key, self.value(item)))
                .collect(),
            other => other,
        }
    }
}

fn write(root: &Path, path: &str, text: &str) -> Result<()> {
    let path = root.join(path);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(&path, text).with_context(|| format!("writing {}", path.display()))
}

/// What limbeck answers, in the shape of the kit.
fn answer(input: &Input, expected: &Value, sandbox: &Sandbox<'_>) -> Result<Value> {
    Ok(match input {
        Input::Options {
            files,
            ini,
            toml,
            section,
            config_args,
        } => {
            sandbox.write(files)?;
            let source = ConfigurationSource {
                working_directory: sandbox.project.clone(),
                ini: Some(ini.into()),
                toml: Some(toml.into()),
                section: section.clone(),
                arguments: config_args.clone(),
            };
            match Configuration::load(source) {
                Ok(configuration) => options(&configuration, expected, sandbox),
                Err(error) => json!({ "parse_error": { "message": error.to_string() } }),
            }
        }
        Input::Filename { .. } => sandbox.outcome(file_name(input)?, |value| value),
        Input::VersionFolders { files } => {
            sandbox.write(files)?;
            version_folders(sandbox)
        }
        Input::HookCommand {
            hook_name,
            hook_type,
            options,
            script_path,
        } => {
            let mut hook = PostWriteHook {
                name: hook_name.clone(),
                options: options.clone(),
            };
            hook.options.insert("type".to_owned(), hook_type.clone());
            match hook.command(script_path, sandbox.python) {
                Ok(command) => {
                    json!({ "commands": [{ "argv": command.argv, "cwd": command.cwd }] })
                }
                Err(error) => {
                    json!({ "error": { "message": error.to_string() }, "commands": [] })
                }
            }
        }
        Input::XArguments { x } => {
            let arguments = XArguments::new(x);
            json!({ "list": arguments.list(), "dictionary": arguments.dictionary() })
        }
        Input::ConfigFiles {
            config_options,
            alembic_config,
        } => sandbox.outcome(
            ConfigFiles::choose(config_options, alembic_config.as_deref()),
            |files| json!({ "toml": files.toml, "ini": files.ini }),
        ),
        Input::Asbool { value } => sandbox.outcome(as_bool(value), Value::Bool),
    })
}

/// The options that are looked up in every case, named in the kit or not.
const LOOKED_UP: &[&str] = &[
    "script_location",
    "file_template",
    "timezone",
    "truncate_slug_length",
    "output_encoding",
    "sqlalchemy.url",
    "version_locations",
    "prepend_sys_path",
    "path_separator",
    "revision_environment",
    "sourceless",
];

fn options(configuration: &Configuration, expected: &Value, sandbox: &Sandbox<'_>) -> Value {
    let mut warnings = Warnings::default();
    let expected_names = |key: &str| -> Vec<String> {
        let names = expected.get(key).and_then(Value::as_object);
        names
            .map(|map| map.keys().cloned().collect())
            .unwrap_or_default()
    };
    let mut names: Vec<String> = LOOKED_UP.iter().map(|name| (*name).to_owned()).collect();
    names.extend(expected_names("alembic_options"));
    let alembic_options: Map<String, Value> = names
        .into_iter()
        .filter_map(|name| {
            let value = configuration.alembic_option(&name).transpose()?;
            Some((name, sandbox.outcome(value, option_value)))
        })
        .collect();
    let booleans: Map<String, Value> = ["sourceless", "recursive_version_locations"]
        .into_iter()
        .map(str::to_owned)
        .chain(expected_names("booleans"))
        .map(|name| {
            let value = configuration.boolean_option(&name);
            (name, sandbox.outcome(value, Value::Bool))
        })
        .collect();
    let locations = configuration.version_locations(&mut warnings);
    let search_path = configuration.prepend_sys_path(&mut warnings);
    let hooks = configuration.post_write_hooks();
    let project = ProjectConfig::resolve(configuration, sandbox.python, &mut warnings);
    let mut found = json!({
        "sections": sections(configuration, expected, sandbox),
        "alembic_options": alembic_options,
        "booleans": booleans,
        "version_locations": sandbox.outcome(locations, |list| json!(list)),
        "prepend_sys_path": sandbox.outcome(search_path, |list| json!(list)),
        "hooks": sandbox.outcome(hooks, |hooks| hooks.into_iter().map(hook).collect()),
        "script_directory": sandbox.outcome(project, script_directory),
    });
    show_warnings(&warnings, sandbox, &mut found);
    found
}

/// The options of each section. Those of `DEFAULT` belong to every section, and are shown where
/// the kit shows them.
fn sections(configuration: &Configuration, expected: &Value, sandbox: &Sandbox<'_>) -> Value {
    let ini = configuration.ini();
    ini.section_names()
        .map(|section| {
            let mut names: Vec<&str> = ini.own_option_names(section).collect();
            let recorded = expected
                .pointer("/sections")
                .and_then(|sections| sections.get(section))
                .and_then(Value::as_object);
            for name in ini.option_names(section).unwrap_or_default() {
                if recorded.is_some_and(|map| map.contains_key(name)) && !names.contains(&name) {
                    names.push(name);
                }
            }
            let options: Map<String, Value> = names
                .into_iter()
                .map(|name| {
                    let value = ini.get(section, name).map_err(ProjectError::from);
                    (
                        name.to_owned(),
                        sandbox.outcome(value, |value| json!(value)),
                    )
                })
                .collect();
            (section.to_owned(), Value::Object(options))
        })
        .collect::<Map<_, _>>()
        .into()
}

fn hook(hook: PostWriteHook) -> Value {
    let mut options = hook.options;
    options.insert("_hook_name".to_owned(), hook.name);
    json!(options)
}

fn script_directory(project: ProjectConfig) -> Value {
    json!({
        "dir": project.script_location,
        "file_template": project.file_name.template,
        "truncate_slug_length": project.file_name.truncate_slug_length,
        "timezone": project.timezone,
        "output_encoding": project.output_encoding,
        "sourceless": project.sourceless,
        "recursive_version_locations": project.recursive_version_locations,
        "version_folders": project.version_folders,
    })
}

fn option_value(value: OptionValue) -> Value {
    match value {
        OptionValue::Text(text) => json!(text),
        OptionValue::Int(value) => json!(value),
        OptionValue::Bool(value) => json!(value),
        OptionValue::List(list) => json!(list),
        OptionValue::Table(table) => json!(table),
        OptionValue::Tables(tables) => json!(tables),
    }
}

fn show_warnings(warnings: &Warnings, sandbox: &Sandbox<'_>, found: &mut Value) {
    if !warnings.is_empty() {
        found["warnings"] = warnings
            .iter()
            .map(|warning| {
                let text = format!("{}: {}", warning.category.python_name(), warning.message);
                sandbox.placeholders(&text)
            })
            .collect();
    }
}

fn file_name(input: &Input) -> Result<Result<Value, ProjectError>> {
    let Input::Filename {
        file_template,
        truncate_slug_length,
        timezone,
        rev_id,
        message,
        now_utc,
        local_zone,
    } = input
    else {
        anyhow::bail!("not a case of file names");
    };
    let local = jiff::tz::TimeZone::get(local_zone)?;
    let names = RevisionFileName {
        template: file_template.clone(),
        truncate_slug_length: match truncate_slug_length {
            None | Some(0) => RevisionFileName::DEFAULT_TRUNCATE_SLUG_LENGTH,
            Some(length) => *length,
        },
    };
    Ok(
        CreateDate::new(now_utc.parse()?, timezone.as_deref(), &local).and_then(|date| {
            let path = names.path(rev_id, message.as_deref(), &date)?;
            Ok(json!({ "path": path, "create_date": date.to_string() }))
        }),
    )
}

fn version_folders(sandbox: &Sandbox<'_>) -> Value {
    let mut warnings = Warnings::default();
    let mut loaded = || -> Result<Value, String> {
        let files = ConfigFiles::choose::<&str>(&[], None).map_err(|error| error.to_string())?;
        let source = ConfigurationSource::new(&sandbox.project, files);
        let configuration = Configuration::load(source).map_err(|error| error.to_string())?;
        let mut settings_warnings = Warnings::default();
        let project =
            ProjectConfig::resolve(&configuration, sandbox.python, &mut settings_warnings)
                .map_err(|error| error.to_string())?;
        for warning in settings_warnings {
            warnings.push(warning);
        }
        let revisions = ScriptDirectory::new(&project)
            .load(&mut warnings, refuse)
            .map_err(|error| error.to_string())?;
        let loaded: Vec<Value> = revisions
            .iter()
            .map(|revision| {
                json!({ "revision": revision.id.as_str(), "path": sandbox.path(&revision.path) })
            })
            .collect();
        let folders: Vec<Value> = project
            .version_folders
            .iter()
            .map(|folder| sandbox.path(folder))
            .collect();
        Ok(json!({ "folders": folders, "loaded": loaded }))
    };
    let mut found = match loaded() {
        Ok(value) => json!({ "ok": value }),
        Err(message) => json!({ "error": { "message": sandbox.placeholders(&message) } }),
    };
    show_warnings(&warnings, sandbox, &mut found);
    found
}

fn as_bool(value: &Value) -> Result<bool, ProjectError> {
    match value {
        Value::Null => Ok(false),
        Value::Bool(value) => OptionValue::Bool(*value).as_bool(),
        Value::Number(number) => OptionValue::Int(number.as_i64().unwrap_or(1)).as_bool(),
        Value::String(text) => OptionValue::Text(text.clone()).as_bool(),
        Value::Array(items) => Ok(!items.is_empty()),
        Value::Object(items) => Ok(!items.is_empty()),
    }
}

/// Compares with a recorded answer. Of an error that Python raised by accident only the fact
/// counts; of one that Alembic raises, the whole text; of one that Python raises on purpose, such
/// as a `ValueError`, the text may be part of a longer one that says where.
fn compare(expected: &Value, found: &Value, place: &str) -> Result<(), String> {
    let differs = || Err(format!("{place}: expected {expected}, found {found}"));
    match (expected, found) {
        (Value::Object(expected_map), Value::Object(found_map)) => {
            if let (Some(message), Some(found)) = (expected.get("message"), found.get("message"))
                && expected.get("class").is_some()
            {
                let accident = expected.get("deliberate") == Some(&Value::Bool(false));
                let of_alembic = expected.get("class") == Some(&json!("CommandError"));
                let same = match (message.as_str(), found.as_str()) {
                    (Some(message), Some(found)) if !of_alembic => found.contains(message),
                    _ => message == found,
                };
                return if accident || same { Ok(()) } else { differs() };
            }
            for (key, value) in expected_map {
                match found_map.get(key) {
                    Some(found) => compare(value, found, &format!("{place}/{key}"))?,
                    None => return Err(format!("{place}/{key}: expected {value}, found nothing")),
                }
            }
            match found_map
                .keys()
                .find(|key| !expected_map.contains_key(*key))
            {
                Some(key) => Err(format!("{place}/{key}: unexpected {}", found_map[key])),
                None => Ok(()),
            }
        }
        (Value::Array(expected_items), Value::Array(found_items)) => {
            if expected_items.len() != found_items.len() {
                return differs();
            }
            for (at, (expected, found)) in expected_items.iter().zip(found_items).enumerate() {
                compare(expected, found, &format!("{place}/{at}"))?;
            }
            Ok(())
        }
        _ if expected == found => Ok(()),
        _ => differs(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_cases() {
        let kit = crate::workspace_root().join("conformance/ini");
        let result = run(&kit).unwrap();
        assert_eq!(result.failures, []);
        assert!(result.total > 100, "{} cases", result.total);
    }

    #[test]
    fn only_what_was_meant_is_compared() {
        let check = |class: &str, message: &str, deliberate: bool, same: bool| {
            let expected = json!({ "error": { "class": class, "message": message, "deliberate": deliberate } });
            let found = json!({ "error": { "message": "x: abc" } });
            assert_eq!(compare(&expected, &found, "").is_ok(), same, "{expected}");
            assert!(compare(&expected, &json!({ "ok": null }), "").is_err());
        };
        check("CommandError", "x: abc", true, true);
        check("CommandError", "abc", true, false);
        check("ValueError", "abc", true, true);
        check("ValueError", "abcd", true, false);
        check("KeyError", "abcd", false, true);
        assert!(compare(&json!({ "a": 1 }), &json!({ "a": 1, "b": 2 }), "").is_err());
        assert!(compare(&json!([1, 2]), &json!([2, 1]), "").is_err());
    }
}
