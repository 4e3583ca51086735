//! The verbs, one file each: their options, and what they print.

mod branches;
#[cfg(feature = "python")]
mod check;
mod completions;
#[cfg(feature = "python")]
mod create;
mod current;
mod db;
mod doctor;
mod downgrade;
mod edit;
mod ensure_version;
mod graph;
mod heads;
mod history;
mod init;
mod list_templates;
mod man;
#[cfg(feature = "python")]
mod merge;
mod migration;
#[cfg(feature = "python")]
mod revision;
mod show;
mod stamp;
mod status;
mod upgrade;

use clap::Subcommand;
use limbeck::{CommandLine, Failure};

use crate::app::App;

/// Alembic's verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show the revisions that several others follow
    Branches(branches::Branches),
    /// Tell whether autogenerate would find something to do
    #[cfg(feature = "python")]
    Check(check::Check),
    /// Print the script that completes words in a shell
    Completions(completions::Completions),
    /// Create a script that does what the models want
    #[cfg(feature = "python")]
    Create(create::Create),
    /// Show what is applied to the database
    Current(current::Current),
    /// Work on schemas: diff, apply, drift, schema generate
    Db(db::Db),
    /// Examine the project
    Doctor(doctor::Doctor),
    /// Undo migrations down to a revision
    Downgrade(downgrade::Downgrade),
    /// Open scripts in $EDITOR
    Edit(edit::Edit),
    /// Create the version table if it does not exist
    #[command(name = "ensure_version", alias = "ensure-version")]
    EnsureVersion(ensure_version::EnsureVersion),
    /// Draw the revision graph
    Graph(graph::Graph),
    /// Show the newest revision of every branch
    Heads(heads::Heads),
    /// List the revisions, the newest first
    History(history::History),
    /// Set up a new script directory
    Init(init::Init),
    /// List the templates for init
    #[command(name = "list_templates", alias = "list-templates")]
    ListTemplates(list_templates::ListTemplates),
    /// Write manual pages into a folder
    Man(man::Man),
    /// Make one head of several, in a new script
    #[cfg(feature = "python")]
    Merge(merge::Merge),
    /// Create a new script
    #[cfg(feature = "python")]
    Revision(revision::Revision),
    /// Show revisions in full
    Show(show::Show),
    /// Set the version table without running migrations
    Stamp(stamp::Stamp),
    /// Show where the database stands, and what is left to do
    Status(status::Status),
    /// Run migrations up to a revision; all of them without one
    Upgrade(upgrade::Upgrade),
}

impl Command {
    /// Alembic's name of the verb.
    pub fn name(&self) -> &'static str {
        match self {
            Command::Branches(_) => "branches",
            #[cfg(feature = "python")]
            Command::Check(_) => "check",
            Command::Completions(_) => "completions",
            #[cfg(feature = "python")]
            Command::Create(_) => "create",
            Command::Current(_) => "current",
            Command::Db(command) => command.name(),
            Command::Doctor(_) => "doctor",
            Command::Downgrade(_) => "downgrade",
            Command::Edit(_) => "edit",
            Command::EnsureVersion(_) => "ensure_version",
            Command::Graph(_) => "graph",
            Command::Heads(_) => "heads",
            Command::History(_) => "history",
            Command::Init(_) => "init",
            Command::ListTemplates(_) => "list_templates",
            Command::Man(_) => "man",
            #[cfg(feature = "python")]
            Command::Merge(_) => "merge",
            #[cfg(feature = "python")]
            Command::Revision(_) => "revision",
            Command::Show(_) => "show",
            Command::Stamp(_) => "stamp",
            Command::Status(_) => "status",
            Command::Upgrade(_) => "upgrade",
        }
    }

    /// The verb and its options, as `env.py` finds them in `config.cmd_opts`.
    pub fn command_line(&self) -> CommandLine {
        let line = CommandLine::new(self.name());
        match self {
            Command::Branches(command) => command.describe(line),
            Command::Completions(command) => command.describe(line),
            Command::Current(command) => command.describe(line),
            Command::Db(command) => command.describe(line),
            Command::Doctor(command) => command.describe(line),
            Command::Downgrade(command) => command.describe(line),
            Command::Edit(command) => command.describe(line),
            Command::EnsureVersion(command) => command.describe(line),
            Command::Graph(command) => command.describe(line),
            Command::Heads(command) => command.describe(line),
            Command::History(command) => command.describe(line),
            Command::Init(command) => command.describe(line),
            Command::ListTemplates(command) => command.describe(line),
            Command::Man(command) => command.describe(line),
            #[cfg(feature = "python")]
            Command::Merge(command) => command.describe(line),
            #[cfg(feature = "python")]
            Command::Revision(command) => command.describe(line),
            Command::Show(command) => command.describe(line),
            Command::Stamp(command) => command.describe(line),
            Command::Status(command) => command.describe(line),
            Command::Upgrade(command) => command.describe(line),
            #[cfg(feature = "python")]
            Command::Check(_) => line,
            #[cfg(feature = "python")]
            Command::Create(command) => command.describe(line),
        }
    }

    /// Carries out the verb.
    ///
    /// # Errors
    /// [`Failure`] if it cannot.
    pub fn run(&self, app: &App<'_>) -> Result<(), Failure> {
        match self {
            Command::Branches(command) => command.run(app),
            Command::Completions(command) => command.run(app),
            Command::Current(command) => command.run(app),
            Command::Db(command) => command.run(app),
            Command::Doctor(command) => command.run(app),
            Command::Downgrade(command) => command.run(app),
            Command::Edit(command) => command.run(app),
            Command::EnsureVersion(command) => command.run(app),
            Command::Graph(command) => command.run(app),
            Command::Heads(command) => command.run(app),
            Command::History(command) => command.run(app),
            Command::Init(command) => command.run(app),
            Command::ListTemplates(command) => command.run(app),
            Command::Man(command) => command.run(app),
            #[cfg(feature = "python")]
            Command::Merge(command) => command.run(app),
            #[cfg(feature = "python")]
            Command::Revision(command) => command.run(app),
            Command::Show(command) => command.run(app),
            Command::Stamp(command) => command.run(app),
            Command::Status(command) => command.run(app),
            Command::Upgrade(command) => command.run(app),
            #[cfg(feature = "python")]
            Command::Check(command) => command.run(app),
            #[cfg(feature = "python")]
            Command::Create(command) => command.run(app),
        }
    }
}
