//! Types (`_repr_type`).

use indexmap::IndexMap;
use limbeck_dialects::vocabulary::{ShownDefault, ShownKeyword, type_class};
use limbeck_schema::{
    ArrayType, ConstraintName, CustomType, EnumType, Expression, Identifier, Literal, NamedType,
    SqlType, TypeArgument, VariantType,
};

use super::hook::Item;
use super::literal::text;
use super::{Rendered, Renderer};

/// The call of a type's class.
struct Call<'t> {
    /// The dialect whose package has it.
    dialect: Option<&'t str>,
    class: &'t str,
    /// What its constructor is given, by keyword.
    arguments: IndexMap<&'t str, Argument<'t>>,
}

enum Argument<'t> {
    Literal(Literal),
    Type(&'t SqlType),
    Expression(&'t Expression),
}

impl Renderer<'_> {
    /// A type with its prefix.
    pub(super) fn data_type(&mut self, data_type: &SqlType) -> Rendered<String> {
        if let Some(written) = self.hooked(Item::Type(data_type))? {
            return Ok(written);
        }
        let call = match data_type {
            SqlType::Variant(variant) => return self.variants(variant),
            SqlType::Custom(custom) => return Ok(self.custom(custom)),
            SqlType::UserDefined(spec) => return Ok(self.user_defined(spec)),
            SqlType::Enum(data_type) => enum_call(data_type),
            SqlType::Array(data_type) => array_call(data_type),
            SqlType::Named(data_type) => named_call(data_type),
            // Where Alembic looks for it, it is not.
            SqlType::Null if self.is_complete() => {
                return Ok(format!("{}types.NullType()", self.sa()));
            }
            SqlType::Null => plain("NullType"),
            SqlType::SmallInteger => plain("SmallInteger"),
            SqlType::Integer => plain("Integer"),
            SqlType::BigInteger => plain("BigInteger"),
            SqlType::Date => plain("Date"),
            SqlType::Json => plain("JSON"),
            SqlType::Boolean {
                create_constraint,
                name,
            } => plain("Boolean")
                .flag("create_constraint", *create_constraint)
                .name(name),
            SqlType::String { length, collation } => plain("String").characters(*length, collation),
            SqlType::Unicode { length, collation } => {
                plain("Unicode").characters(*length, collation)
            }
            SqlType::Text { length, collation } => plain("Text").characters(*length, collation),
            SqlType::UnicodeText { length, collation } => {
                plain("UnicodeText").characters(*length, collation)
            }
            SqlType::LargeBinary { length } => plain("LargeBinary").number("length", *length),
            SqlType::Float { precision } => plain("Float").number("precision", *precision),
            SqlType::Double { precision } => plain("Double").number("precision", *precision),
            SqlType::Numeric { precision, scale } => plain("Numeric")
                .number("precision", *precision)
                .number("scale", *scale),
            SqlType::DateTime { timezone } => plain("DateTime").flag("timezone", *timezone),
            SqlType::Time { timezone } => plain("Time").flag("timezone", *timezone),
            SqlType::Interval {
                native,
                second_precision,
                day_precision,
            } => plain("Interval")
                .flag("native", *native)
                .number("second_precision", *second_precision)
                .number("day_precision", *day_precision),
            SqlType::Uuid { native } => plain("Uuid").flag("native_uuid", *native),
        };
        self.call(call)
    }

    fn call(&mut self, mut call: Call<'_>) -> Rendered<String> {
        let class = type_class(call.dialect, call.class);
        let mut written = Vec::new();
        let (positional, keywords) = class.map_or((&[][..], Vec::new()), |class| {
            (class.positional(), class.keywords())
        });
        for name in positional {
            match call.arguments.shift_remove(name) {
                Some(Argument::Literal(Literal::List(values))) => {
                    let values: Vec<_> = values.iter().map(|value| self.literal(value)).collect();
                    written.extend(values);
                }
                Some(argument) => written.push(self.argument(argument, name)?),
                None => written.push("None".to_owned()),
            }
        }
        for keyword in keywords {
            let given = call.arguments.shift_remove(keyword.name);
            if let Some(value) = self.shown(&keyword, given)? {
                written.push(format!("{}={value}", keyword.name));
            }
        }
        // What a class shows is known of those that are listed; of others everything is shown.
        let unsaid = class.map_or_else(Vec::new, |class| class.constructor.keywords());
        if class.is_none() || self.is_complete() {
            for (name, argument) in call.arguments {
                let value = match unsaid.iter().find(|keyword| keyword.name == name) {
                    Some(keyword) => self.shown(keyword, Some(argument))?,
                    None => Some(self.argument(argument, name)?),
                };
                written.extend(value.map(|value| format!("{name}={value}")));
            }
        }
        let prefix = match call.dialect {
            Some(dialect) => self.package(dialect),
            None => self.sa().to_owned(),
        };
        Ok(format!("{prefix}{}({})", call.class, written.join(", ")))
    }

    /// The value of a keyword, unless it goes without saying.
    fn shown(
        &mut self,
        keyword: &ShownKeyword,
        given: Option<Argument<'_>>,
    ) -> Rendered<Option<String>> {
        let is = |default: Option<ShownDefault>, value: &Literal| match default {
            Some(ShownDefault::None) => *value == Literal::Null,
            Some(ShownDefault::False) => *value == Literal::Boolean(false),
            Some(ShownDefault::True) => *value == Literal::Boolean(true),
            Some(ShownDefault::Text) | None => false,
        };
        let text_type = SqlType::Text {
            length: None,
            collation: None,
        };
        let argument = match given {
            Some(argument) => argument,
            None if keyword.left_out.is_none() => return Ok(None),
            None => match keyword.unsaid {
                ShownDefault::None => Argument::Literal(Literal::Null),
                ShownDefault::False => Argument::Literal(Literal::Boolean(false)),
                ShownDefault::True => Argument::Literal(Literal::Boolean(true)),
                ShownDefault::Text => Argument::Type(&text_type),
            },
        };
        match argument {
            Argument::Literal(value) if is(keyword.left_out, &value) => Ok(None),
            argument => self.argument(argument, keyword.name).map(Some),
        }
    }

    fn argument(&mut self, argument: Argument<'_>, keyword: &str) -> Rendered<String> {
        match argument {
            Argument::Literal(value) => Ok(self.literal(&value)),
            Argument::Type(data_type) => self.data_type(data_type),
            // The condition of a domain is one by itself.
            Argument::Expression(expression) if keyword == "check" => {
                self.bare_expression(expression)
            }
            Argument::Expression(expression) => self.expression(expression),
        }
    }

    fn variants(&mut self, variant: &VariantType) -> Rendered<String> {
        let mut written = self.data_type(&variant.base)?;
        if self.is_bare {
            return Ok(written);
        }
        let mut variants: Vec<_> = variant.variants.iter().collect();
        variants.sort_by_key(|(dialect, _)| dialect);
        for (dialect, data_type) in variants {
            let data_type = self.data_type(data_type)?;
            written.push_str(&format!(".with_variant({data_type}, {})", text(dialect)));
        }
        Ok(written)
    }

    /// A class of the application, or one of SQLAlchemy's with arguments that only Python reads.
    fn custom(&mut self, custom: &CustomType) -> String {
        let package = custom.module.strip_prefix("sqlalchemy.dialects.");
        let dialect = package.and_then(|package| package.split('.').next());
        let prefix = match (dialect, &self.options.user_module_prefix) {
            _ if self.is_bare => String::new(),
            (Some(dialect), _) => self.package(dialect),
            (None, _) if is_of_sqlalchemy(&custom.module) => self.sa().to_owned(),
            (None, Some(prefix)) => prefix.clone(),
            (None, None) => {
                if self.is_complete() {
                    self.import(format!("import {}", custom.module));
                }
                format!("{}.", custom.module)
            }
        };
        format!("{prefix}{}", custom.representation)
    }

    /// A type that only SQL has a name for. Alembic does not know such types; here a class is made for it.
    fn user_defined(&mut self, spec: &str) -> String {
        let sa = self.sa();
        if !self.is_complete() {
            return format!("{sa}NullType()");
        }
        let spec = text(spec);
        format!(
            "type({spec}, ({sa}types.UserDefinedType,), {{'cache_ok': True, 'get_col_spec': lambda self, **kw: {spec}}})()"
        )
    }
}

fn is_of_sqlalchemy(module: &str) -> bool {
    module == "sqlalchemy" || module.starts_with("sqlalchemy.")
}

fn plain(class: &str) -> Call<'_> {
    Call {
        dialect: None,
        class,
        arguments: IndexMap::new(),
    }
}

impl<'t> Call<'t> {
    fn with(mut self, name: &'t str, value: Option<Literal>) -> Self {
        if let Some(value) = value {
            self.arguments.insert(name, Argument::Literal(value));
        }
        self
    }

    fn flag(self, name: &'t str, value: bool) -> Self {
        self.with(name, Some(Literal::Boolean(value)))
    }

    fn number(self, name: &'t str, value: Option<i64>) -> Self {
        self.with(name, value.map(Literal::Integer))
    }

    fn text(self, name: &'t str, value: Option<&str>) -> Self {
        self.with(name, value.map(|value| Literal::Text(value.to_owned())))
    }

    fn name(self, name: &ConstraintName) -> Self {
        self.text("name", name.identifier().map(Identifier::as_str))
    }

    fn characters(self, length: Option<i64>, collation: &Option<String>) -> Self {
        self.number("length", length)
            .text("collation", collation.as_deref())
    }

    fn further(mut self, arguments: &'t IndexMap<String, TypeArgument>) -> Self {
        for (name, argument) in arguments {
            let argument = match argument {
                TypeArgument::Literal(value) => Argument::Literal(value.clone()),
                TypeArgument::Type(data_type) => Argument::Type(data_type),
                TypeArgument::Expression(expression) => Argument::Expression(expression),
            };
            self.arguments.insert(name, argument);
        }
        self
    }
}

fn named_call(data_type: &NamedType) -> Call<'_> {
    Call {
        dialect: data_type.dialect.as_deref(),
        ..plain(&data_type.name)
    }
    .further(&data_type.arguments)
}

fn array_call(data_type: &ArrayType) -> Call<'_> {
    let mut call = Call {
        dialect: data_type.dialect.as_deref(),
        ..plain("ARRAY")
    };
    call.arguments
        .insert("item_type", Argument::Type(&data_type.item));
    call.number("dimensions", data_type.dimensions)
}

fn enum_call(data_type: &EnumType) -> Call<'_> {
    let class = if data_type.dialect.is_some() {
        "ENUM"
    } else {
        "Enum"
    };
    let labels = data_type.values.iter().cloned().map(Literal::Text);
    let longest = data_type.values.iter().map(|label| label.chars().count());
    let longest = i64::try_from(longest.max().unwrap_or(0)).ok();
    // `None` is a length that was given, too.
    let length = data_type.length.map_or(Literal::Null, Literal::Integer);
    Call {
        dialect: data_type.dialect.as_deref(),
        ..plain(class)
    }
    .with("enums", Some(Literal::List(labels.collect())))
    .text("name", data_type.name.as_ref().map(Identifier::as_str))
    .flag("create_type", data_type.create_type)
    .flag("native_enum", data_type.native)
    .flag("create_constraint", data_type.create_constraint)
    .with("length", (data_type.length != longest).then_some(length))
    .text("schema", data_type.schema.as_ref().map(Identifier::as_str))
    .text("collation", data_type.collation.as_deref())
    .further(&data_type.arguments)
}
