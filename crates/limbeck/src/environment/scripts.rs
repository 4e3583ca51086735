//! `script.*`: what `env.py` asks of `ScriptDirectory`.

use limbeck_python::{Raise, Tree};
use limbeck_revisions::{HistoryRange, RevisionId, RevisionRef};

use super::arguments::{Arguments, dict_tree, optional_tree, texts_tree};
use super::{Environment, raise_failure};
use crate::Failure;

impl Environment<'_, '_> {
    pub(super) fn script_call(&self, name: &str, arguments: &Arguments) -> Result<Tree, Raise> {
        let config = self.project.config();
        let path = |path: &std::path::Path| Tree::Str(path.to_string_lossy().into_owned());
        match name {
            "dir" => return Ok(path(&config.script_directory)),
            "versions" => {
                return Ok(config
                    .version_folders
                    .first()
                    .map_or(Tree::None, |folder| path(folder)));
            }
            _ => {}
        }
        let graph = self.project.graph().map_err(raise_failure)?;
        let ids = |revisions: Vec<RevisionRef<'_>>| {
            texts_tree(revisions.iter().map(|revision| revision.id().as_str()))
        };
        match name {
            "get_heads" => Ok(ids(graph.heads().collect())),
            "get_bases" => Ok(ids(graph.bases().collect())),
            "get_current_head" => {
                let heads: Vec<_> = graph.heads().collect();
                if heads.len() > 1 {
                    return Err(Raise::new(
                        crate::failure::COMMAND_ERROR,
                        "The script directory has multiple heads (due to branching).Please use \
                         get_heads(), or merge the branches using alembic merge.",
                    ));
                }
                Ok(optional_tree(heads.first().map(|head| head.id().as_str())))
            }
            "get_revision" => match arguments.optional_text("id")? {
                None => Ok(Tree::None),
                Some(id) => graph
                    .get_revision(id)
                    .map(|found| found.map_or(Tree::None, script_tree))
                    .map_err(|error| raise_failure(error.into())),
            },
            "get_revisions" => {
                let mut found = Vec::new();
                for id in arguments.texts("id")? {
                    found.extend(self.project.revisions(&id).map_err(raise_failure)?);
                }
                Ok(Tree::List(found.into_iter().map(script_tree).collect()))
            }
            "as_revision_number" => self.revision_number(&arguments.texts("id")?),
            "walk_revisions" => {
                let range = format!("{}:{}", arguments.text("base")?, arguments.text("head")?);
                let listing = HistoryRange::parse(&range)
                    .and_then(|range| graph.history(range, &[]))
                    .map_err(|error| raise_failure(Failure::from(error)))?;
                Ok(Tree::List(
                    listing.revisions.into_iter().map(script_tree).collect(),
                ))
            }
            _ => Err(super::unknown_call("script", name)),
        }
    }
}

fn script_tree(revision: RevisionRef<'_>) -> Tree {
    let script = revision.revision();
    let down: Vec<&str> = script
        .down_revisions
        .iter()
        .map(RevisionId::as_str)
        .collect();
    dict_tree([
        ("revision", Tree::Str(script.id.as_str().to_owned())),
        (
            "down_revision",
            match down.as_slice() {
                [] => Tree::None,
                [one] => Tree::Str((*one).to_owned()),
                several => texts_tree(several),
            },
        ),
        ("dependencies", texts_tree(&script.depends_on)),
        ("branch_labels", texts_tree(revision.branch_labels())),
        (
            "nextrev",
            texts_tree(revision.children().map(|child| child.id().as_str())),
        ),
        ("doc", Tree::Str(script.doc().to_owned())),
        ("longdoc", Tree::Str(script.long_doc.clone())),
        (
            "path",
            Tree::Str(script.path.to_string_lossy().into_owned()),
        ),
    ])
}
