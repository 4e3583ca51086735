//! `%(name)s` in values: configparser's `BasicInterpolation`.

use super::error::InterpolationPlace;
use super::{Ini, IniError, IniOption};
use crate::python::lower;

/// References may be nested this deep.
const MAX_DEPTH: usize = 10;

/// The value of an option with its references replaced and `%%` made `%`.
pub(super) fn interpolate(
    ini: &Ini,
    section: &str,
    name: &str,
    option: &IniOption,
) -> Result<String, IniError> {
    if !option.value.contains('%') {
        return Ok(option.value.clone());
    }
    let interpolation = Interpolation {
        ini,
        section,
        name,
        option,
    };
    let mut out = String::new();
    interpolation.push(&option.value, 1, &mut out)?;
    Ok(out)
}

/// Whether a value may be set: `BasicInterpolation.before_set`.
pub(super) fn check_settable(value: &str) -> Result<(), IniError> {
    let rest = value.replace("%%", "");
    let mut without = String::with_capacity(rest.len());
    let mut tail = rest.as_str();
    while let Some(at) = tail.find('%') {
        without.push_str(&tail[..at]);
        match reference(&tail[at..]) {
            Some((_, after)) => tail = after,
            None => {
                without.push('%');
                tail = &tail[at + 1..];
            }
        }
    }
    without.push_str(tail);
    match without.chars().position(|c| c == '%') {
        None => Ok(()),
        Some(position) => Err(IniError::InvalidValue {
            value: value.to_owned(),
            position,
        }),
    }
}

/// The name in a `%(name)s` at the start of the text, and what follows it.
fn reference(text: &str) -> Option<(&str, &str)> {
    let (name, after) = text.strip_prefix("%(")?.split_once(')')?;
    let after = after.strip_prefix('s')?;
    (!name.is_empty()).then_some((name, after))
}

struct Interpolation<'a> {
    ini: &'a Ini,
    section: &'a str,
    name: &'a str,
    option: &'a IniOption,
}

impl Interpolation<'_> {
    fn push(&self, value: &str, depth: usize, out: &mut String) -> Result<(), IniError> {
        if depth > MAX_DEPTH {
            return Err(IniError::InterpolationDepth { at: self.place() });
        }
        let mut rest = value;
        while let Some(at) = rest.find('%') {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            if let Some(after) = rest.strip_prefix("%%") {
                out.push('%');
                rest = after;
                continue;
            }
            let Some((name, after)) = reference(rest) else {
                return Err(IniError::InterpolationSyntax {
                    at: self.place(),
                    rest: rest.to_owned(),
                    reference: rest.starts_with("%("),
                });
            };
            let name = lower(name);
            let Some(value) = self.ini.referenced(self.section, &name) else {
                return Err(IniError::InterpolationMissingOption {
                    at: self.place(),
                    reference: name,
                });
            };
            if value.contains('%') {
                self.push(value, depth + 1, out)?;
            } else {
                out.push_str(value);
            }
            rest = after;
        }
        out.push_str(rest);
        Ok(())
    }

    fn place(&self) -> Box<InterpolationPlace> {
        Box::new(InterpolationPlace {
            path: self.ini.path().map(Into::into),
            line: self.option.line,
            section: self.section.to_owned(),
            option: self.name.to_owned(),
            raw: self.option.value.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut ini = Ini::with_defaults([("here", "/srv")]);
        ini.read(Path::new("a.ini"), &format!("[s]\n{text}"))
            .unwrap();
        let found = match ini.get("s", "x") {
            Ok(value) => value.unwrap(),
            Err(error) => format!("error: {error}"),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn references() {
        check(
            "x = %(here)s/%(A)s%%",
            "error: Bad value substitution: option 'x' in section 's' contains an interpolation key 'a' which is not a valid option name. Raw value: '%(here)s/%(A)s%%'",
        );
        check("x = %(here)s/%(Y)s%%\ny = %%(a)s%(z)s\nz=ü", "/srv/%(a)sü%");
        check("x = 1\n  %(here)s", "1\n/srv");
    }

    #[test]
    fn syntax_errors() {
        check(
            "x = 100%",
            "error: '%' must be followed by '%' or '(', found: '%'",
        );
        check(
            "x = a%b",
            "error: '%' must be followed by '%' or '(', found: '%b'",
        );
        check(
            "x = %(a",
            "error: bad interpolation variable reference '%(a'",
        );
        check(
            "x = %(here)d",
            "error: bad interpolation variable reference '%(here)d'",
        );
        check(
            "x = %()s",
            "error: bad interpolation variable reference '%()s'",
        );
    }

    #[test]
    fn depth() {
        check(
            "x = %(x)s",
            "error: Recursion limit exceeded in value substitution: option 'x' in section 's' contains an interpolation key which cannot be substituted in 10 steps. Raw value: '%(x)s'",
        );
        let chain = |length: usize| -> String {
            let mut text = "x = %(a1)s\n".to_owned();
            for at in 1..length {
                text.push_str(&format!("a{at} = %(a{})s\n", at + 1));
            }
            text + &format!("a{length} = end%%\n")
        };
        check(&chain(9), "end%");
        assert!(chain(10).contains("a10"));
        check(
            &chain(10),
            "error: Recursion limit exceeded in value substitution: option 'x' in section 's' contains an interpolation key which cannot be substituted in 10 steps. Raw value: '%(a1)s'",
        );
    }

    #[test]
    fn what_may_be_set() {
        for good in ["", "a", "%%", "%(x)s", "a%%%(b)s%%", "%%%%"] {
            assert_eq!(check_settable(good), Ok(()), "{good}");
        }
        for (bad, position) in [
            ("%", 0),
            ("é%b", 1),
            ("%%a%", 1),
            ("%(x)s%(y)", 0),
            ("%%%", 0),
        ] {
            let error = check_settable(bad).unwrap_err();
            assert!(
                matches!(error, IniError::InvalidValue { position: at, .. } if at == position),
                "{bad}: {error}"
            );
        }
    }
}
