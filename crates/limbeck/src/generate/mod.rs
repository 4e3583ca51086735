//! New scripts: placed in the graph, rendered, checked, written, and handed to the post-write hooks.
//!
//! Nothing is written before everything that can be known is known to be right: the place in the graph, the
//! rendered text, and what it says about itself.

mod format;
mod hooks;
mod id;
mod location;

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use limbeck_diagnostics::{Diagnostic, SourceLocation};
use limbeck_project::CreateDate;
use limbeck_python::{Template, Tree, compile};
use limbeck_revisions::{NewRevision, Placement, Revision, RevisionGraph, RevisionId};
use limbeck_scripts::directory::{self, ScriptDirectory};
use limbeck_scripts::python::header::{Header, read_header};
use limbeck_scripts::python::{encode, template_facts};
use limbeck_scripts::sql::SqlBody;
use limbeck_scripts::{NewScript, ScriptHeader};

use crate::activity::{Activity, carry_out};
use crate::environment::MayChange;
use crate::execution::Destination;
use crate::new_file::{create_folders, write_new};
use crate::{Failure, Project, Run, environment};
pub use format::NewScriptFormat;
use format::rendered_sql;
pub(crate) use id::new_id;

/// What the user wants of a new script.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Wanted {
    pub(crate) id: String,
    pub(crate) message: Option<String>,
    /// What it follows, as typed.
    pub(crate) heads: Vec<String>,
    /// Whether that need not be heads.
    pub(crate) splice: bool,
    pub(crate) branch_labels: Vec<String>,
    /// The version folder, as typed.
    pub(crate) version_path: Option<PathBuf>,
    /// What it depends on, as typed.
    pub(crate) depends_on: Vec<String>,
    /// Further values for the template.
    pub(crate) template_values: Vec<(Tree, Tree)>,
    /// The sections of a script in SQL.
    pub(crate) sql_body: SqlBody,
}

/// Renders a template with facts.
pub(crate) type Rendering<'r> = dyn Fn(&Template, &Tree) -> Result<String, Failure> + 'r;

/// Makes a script in a format. A template may want `env.py` to be run first: for that destination, and it may
/// change what is made, or make more of it.
///
/// # Errors
/// [`Failure`] at the first script that cannot be made; those before it stay.
pub(crate) fn make(
    project: &Project,
    run: Run,
    format: NewScriptFormat,
    wanted: &Wanted,
    env_py: Option<(Destination, MayChange)>,
) -> Result<Vec<Revision>, Failure> {
    match (format, env_py) {
        (NewScriptFormat::Sql, _) => {
            generate(project, &run, std::slice::from_ref(wanted), &Renderer::Sql)
        }
        (NewScriptFormat::Python, None) => environment::render(project, run, |run, render| {
            let renderer = Renderer::Python(render);
            generate(project, run, std::slice::from_ref(wanted), &renderer)
        }),
        (NewScriptFormat::Python, Some((destination, may_change))) => {
            environment::render_after_env_py(
                project,
                run,
                destination,
                (wanted, may_change),
                &|run, wanted, render| generate(project, run, wanted, &Renderer::Python(render)),
            )
        }
    }
}

/// What makes the text of a script.
enum Renderer<'r> {
    /// The project's template.
    Python(&'r Rendering<'r>),
    /// The format alone.
    Sql,
}

impl Renderer<'_> {
    fn format(&self) -> NewScriptFormat {
        match self {
            Renderer::Python(_) => NewScriptFormat::Python,
            Renderer::Sql => NewScriptFormat::Sql,
        }
    }
}

/// Makes scripts, each with those before it in the graph. Returns what they say about themselves.
///
/// # Errors
/// [`Failure`] at the first that cannot be made; those before it stay.
fn generate(
    project: &Project,
    run: &Run,
    wanted: &[Wanted],
    renderer: &Renderer<'_>,
) -> Result<Vec<Revision>, Failure> {
    let mut made = Vec::new();
    let mut grown: Option<RevisionGraph> = None;
    for wanted in wanted {
        let graph = match &grown {
            Some(graph) => graph,
            None => project.graph()?,
        };
        let generator = Generator {
            project,
            run,
            graph,
            wanted,
        };
        let revision = generator.generate(renderer)?;
        grown = Some(graph.with(revision.clone())?);
        made.push(revision);
    }
    Ok(made)
}

/// One new script.
struct Generator<'g> {
    project: &'g Project,
    run: &'g Run,
    graph: &'g RevisionGraph,
    wanted: &'g Wanted,
}

impl Generator<'_> {
    fn generate(&self, renderer: &Renderer<'_>) -> Result<Revision, Failure> {
        let wanted = self.wanted;
        let new = NewRevision {
            id: &wanted.id,
            heads: &wanted.heads,
            splice: wanted.splice,
            depends_on: &wanted.depends_on,
        };
        let followed = self.graph.followed_by(&new)?;
        let folder = location::version_folder(self.project, wanted, &followed)?;
        let placement = self.graph.place(new)?;
        let script = self.describe(&placement)?;
        let config = self.project.config();
        let name =
            config
                .file_name
                .path(&wanted.id, wanted.message.as_deref(), &script.create_date)?;
        let format = renderer.format();
        // The hooks are for scripts as the project has them.
        let runs_hooks = format == NewScriptFormat::of(self.project)?;
        let path = folder.join(name).with_extension(format.extension());
        if path.exists() {
            return Err(Failure::refused(
                Diagnostic::error(
                    "file-exists",
                    format!("The file {} exists already.", path.display()),
                )
                .help("Move it away, or choose another message or --rev-id."),
            ));
        }
        let bytes = match renderer {
            Renderer::Python(render) => self.rendered(&script, &path, render)?,
            Renderer::Sql => {
                let (text, header) = rendered_sql(&script, &path, &self.wanted.sql_body)?;
                self.check(header, &path, &path)?;
                text.into_bytes()
            }
        };
        if config.has_version_locations {
            self.ensure_directory(&folder)?;
        }
        self.ensure_directory(path.parent().unwrap_or(&folder))?;
        carry_out(&Activity::Generating(path.clone()), &self.run.log, || {
            write_new(&path, &bytes)
        })?;
        if runs_hooks {
            hooks::run(self.project, self.run, &path)?;
        }
        self.written(path)
    }

    fn describe(&self, placement: &Placement<'_>) -> Result<NewScript, Failure> {
        let wanted = self.wanted;
        let zone = (self.run.surroundings.time_zone)();
        let timezone = self.project.config().timezone.as_deref();
        Ok(NewScript {
            revision: RevisionId::from(wanted.id.as_str()),
            down_revisions: placement.down_revision_ids(),
            branch_labels: wanted.branch_labels.clone(),
            depends_on: placement.depends_on.clone(),
            create_date: CreateDate::new(Timestamp::now(), timezone, &zone)?,
            message: wanted.message.clone(),
        })
    }

    /// The bytes of the script, of which it is known that they are Python and what they say.
    fn rendered(
        &self,
        script: &NewScript,
        path: &Path,
        render: &Rendering<'_>,
    ) -> Result<Vec<u8>, Failure> {
        let template = self.project.config().script_template();
        let compiled =
            Template::read(&template).map_err(|diagnostic| rendering_failed(*diagnostic))?;
        let text = render(&compiled, &self.facts(script))?;
        let encoding = &self.project.config().output_encoding;
        let bytes = encode(&text, encoding).map_err(|error| {
            rendering_failed(
                Diagnostic::error("output-encoding", error.to_string())
                    .at(SourceLocation::file(&template))
                    .help("Set output_encoding to utf-8, or leave such characters out."),
            )
        })?;
        compile(path, &text).map_err(|diagnostic| not_a_script(*diagnostic, &template))?;
        match read_header(&bytes) {
            Ok(Header::Static(header)) => self.check(header, path, &template)?,
            // What is computed shows when it is loaded.
            Ok(Header::Dynamic(_)) => {}
            Ok(Header::Absent) => {
                let diagnostic = Diagnostic::error(
                    "template",
                    "The template makes a script that sets no `revision` and no `down_revision`.",
                )
                .at(SourceLocation::file(&template))
                .help("Let the template write the lines that Alembic's own templates write.");
                return Err(Failure::refused(diagnostic));
            }
            Err(error) => {
                let diagnostic =
                    Diagnostic::error("script-header", error.to_string()).help(error.help());
                return Err(not_a_script(diagnostic, &template));
            }
        }
        Ok(bytes)
    }

    /// The values for the template.
    fn facts(&self, script: &NewScript) -> Tree {
        let mut values = self.wanted.template_values.clone();
        let facts = template_facts(script);
        values.extend(facts.as_dict().unwrap_or_default().iter().cloned());
        Tree::Dict(values)
    }

    /// Whether the script fits into the graph, and says what was asked for.
    fn check(&self, header: ScriptHeader, path: &Path, template: &Path) -> Result<(), Failure> {
        let wanted = self.wanted;
        let mut revision =
            Revision::new(header.revision.unwrap_or_else(|| wanted.id.clone()), path);
        revision.down_revisions = header
            .down_revisions
            .into_iter()
            .map(RevisionId::from)
            .collect();
        revision.branch_labels = header.branch_labels;
        revision.depends_on = header.depends_on;
        if !wanted.branch_labels.is_empty() && revision.branch_labels.is_empty() {
            let labels: Vec<String> = wanted.branch_labels.clone();
            let message = format!(
                "Version {} specified branch_labels {}, however the migration file {} does not have them; have \
                 you upgraded your script.py.mako to include the 'branch_labels' section?",
                revision.id,
                labels.join(", "),
                path.display()
            );
            let diagnostic = Diagnostic::error("branch-labels-missing", message)
                .at(SourceLocation::file(template))
                .help("Add the line `branch_labels = ${repr(branch_labels)}` to the template.");
            return Err(Failure::refused(diagnostic));
        }
        self.graph.with(revision)?;
        Ok(())
    }

    fn ensure_directory(&self, folder: &Path) -> Result<(), Failure> {
        if folder.exists() {
            return Ok(());
        }
        let activity = Activity::CreatingDirectory(folder.to_owned());
        carry_out(&activity, &self.run.log, || create_folders(folder))
    }

    /// What the script says about itself once the hooks are done with it.
    fn written(&self, path: PathBuf) -> Result<Revision, Failure> {
        let directory = ScriptDirectory::new(self.project.config());
        let evaluate = |path: &Path, reason: &directory::Unevaluated| {
            self.project.evaluate_header(path, reason)
        };
        Ok(directory.load_one(path, evaluate)?)
    }
}

/// The template, or what it makes, is wrong; nothing is written.
pub(crate) fn rendering_failed(mut diagnostic: Diagnostic) -> Failure {
    diagnostic.message = format!("Template rendering failed: {}", diagnostic.message);
    Failure::refused(diagnostic)
}

fn not_a_script(diagnostic: Diagnostic, template: &Path) -> Failure {
    let line = diagnostic
        .location
        .and_then(|location| location.line)
        .map_or_else(String::new, |line| format!(" in line {line}"));
    let message = format!(
        "What the template makes is no script{line}: {}",
        diagnostic.message
    );
    Failure::error(
        Diagnostic::error("template", message)
            .at(SourceLocation::file(template))
            .help("Correct the template, or leave out of the message what ends the docstring."),
    )
}
