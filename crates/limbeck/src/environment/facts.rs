//! What `env.py` asks about the command: `context.is_offline_mode()` and the like.

use limbeck_python::{Raise, Tree};
use limbeck_revisions::Place;

use super::arguments::{Arguments, optional_tree, texts_tree};
use super::{Environment, raise_failure};
use crate::Failure;

impl Environment<'_, '_> {
    /// Answers the calls that need no configured context; `None` if it is not one of them.
    pub(super) fn command_fact(
        &self,
        name: &str,
        arguments: &Arguments,
    ) -> Result<Option<Tree>, Raise> {
        Ok(Some(match name {
            "is_offline_mode" => Tree::Bool(self.destination.sql),
            "get_tag_argument" => optional_tree(self.contexts.tag(&self.destination)),
            "get_x_argument" => self.x_argument(arguments.flag("as_dictionary")?),
            "get_head_revision" => self.revision_number(&["head".to_owned()])?,
            "get_head_revisions" => self.revision_number(&["heads".to_owned()])?,
            "get_revision_argument" => {
                if self.destination.end.is_empty() {
                    return Err(Raise::new("KeyError", "destination_rev"));
                }
                if self.destination.is_list {
                    optional_tree(self.destination.end.first().map(String::as_str))
                } else {
                    self.revision_number(&self.destination.end)?
                }
            }
            "get_starting_revision_argument" => match self.contexts.start(&self.destination) {
                Some(start) => self.revision_number(&[start])?,
                None if self.destination.end.is_empty() && self.contexts.last().is_err() => {
                    return Err(Raise::new(
                        crate::failure::COMMAND_ERROR,
                        "No starting revision argument is available.",
                    ));
                }
                None => Tree::None,
            },
            _ => return Ok(None),
        }))
    }

    fn x_argument(&self, as_dictionary: bool) -> Tree {
        if !as_dictionary {
            return texts_tree(self.x_arguments.list());
        }
        let pairs = self.x_arguments.dictionary();
        let text = |text: &str| Tree::Str(text.to_owned());
        Tree::Dict(
            pairs
                .into_iter()
                .map(|(key, value)| (text(key), text(value)))
                .collect(),
        )
    }

    /// Alembic's `ScriptDirectory.as_revision_number`: `head` and `heads` are looked up, `base` is `None`,
    /// and anything else stays as it was asked for, of several the first.
    pub(super) fn revision_number(&self, names: &[String]) -> Result<Tree, Raise> {
        let [name] = names else {
            return Ok(optional_tree(names.first().map(String::as_str)));
        };
        let symbol = name.split_once('@').map_or(name.as_str(), |(_, name)| name);
        if symbol == "base" {
            return Ok(Tree::None);
        }
        if !matches!(symbol, "head" | "heads") {
            return Ok(Tree::Str(symbol.to_owned()));
        }
        let graph = self.project.graph().map_err(raise_failure)?;
        let places = graph
            .get_revisions(name)
            .map_err(|error| raise_failure(Failure::from(error)))?;
        let found: Vec<_> = places
            .into_iter()
            .filter_map(|place| match place {
                Place::Revision(revision) => Some(revision.id().as_str()),
                Place::Base | Place::Outside => None,
            })
            .collect();
        if name == "heads" && !found.is_empty() {
            return Ok(texts_tree(found));
        }
        Ok(optional_tree(found.first().copied()))
    }
}
