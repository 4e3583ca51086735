//! `server_default` of a column.

use limbeck_dialects::ddl;
use limbeck_schema::{Computed, Identity, SequenceOptions, ServerDefault};

use super::hook::Item;
use super::literal::{flag, text};
use super::{Rendered, Renderer};

impl Renderer<'_> {
    /// The value of `server_default=`, or the argument that `Identity` and `Computed` are.
    pub(super) fn server_default(&mut self, default: &ServerDefault) -> Rendered<String> {
        if let Some(written) = self.hooked(Item::ServerDefault(default))? {
            return Ok(written);
        }
        match default {
            ServerDefault::Literal(value) => Ok(text(self.unquoted(value))),
            ServerDefault::Expression(expression) => {
                let sql = ddl::default_expression(
                    self.options.dialect,
                    expression,
                    &self.options.compile,
                )?;
                Ok(self.sql_text(&sql))
            }
            ServerDefault::Identity(identity) => Ok(self.identity(identity)),
            ServerDefault::Computed(computed) => self.computed(computed),
            ServerDefault::Fetched => Ok(format!("{}FetchedValue()", self.sa())),
        }
    }

    /// Alembic takes a quote from either end of a string.
    fn unquoted<'v>(&self, value: &'v str) -> &'v str {
        if self.is_complete() {
            return value;
        }
        let value = value.strip_prefix('\'').unwrap_or(value);
        value.strip_suffix('\'').unwrap_or(value)
    }

    fn computed(&mut self, computed: &Computed) -> Rendered<String> {
        let sql = self.bare_expression(&computed.expression)?;
        let persisted = match computed.persisted {
            Some(persisted) => format!("persisted={}", flag(persisted)),
            None => String::new(),
        };
        Ok(format!("{}Computed({sql}, {persisted})", self.sa()))
    }

    fn identity(&mut self, identity: &Identity) -> String {
        let always = identity.always.map_or("None", flag);
        let mut arguments = vec![format!("always={always}")];
        sequence_arguments(&identity.options, &mut arguments);
        if let Some(on_null) = identity.on_null {
            arguments.push(format!("on_null={}", flag(on_null)));
        }
        format!("{}Identity({})", self.sa(), arguments.join(", "))
    }
}

/// The options of a sequence, in the order of `IdentityOptions`.
pub(super) fn sequence_arguments(options: &SequenceOptions, arguments: &mut Vec<String>) {
    let mut number = |name: &str, value: Option<i64>| {
        arguments.extend(value.map(|value| format!("{name}={value}")));
    };
    number("start", options.start);
    number("increment", options.increment);
    number("minvalue", options.minvalue);
    number("maxvalue", options.maxvalue);
    let mut said = |name: &str, value: Option<bool>| {
        arguments.extend(value.map(|value| format!("{name}={}", flag(value))));
    };
    said("nominvalue", options.nominvalue);
    said("nomaxvalue", options.nomaxvalue);
    said("cycle", options.cycle);
    arguments.extend(options.cache.map(|cache| format!("cache={cache}")));
    arguments.extend(options.order.map(|order| format!("order={}", flag(order))));
}
