//! The line by line reading of an ini file.

use std::collections::HashSet;
use std::path::Path;

use super::{DEFAULT_SECTION, Ini, IniError, IniOption};
use crate::python::{is_space, lines_with_ends, lower, strip, universal_newlines};

/// Reads `text` into `ini`. Follows `RawConfigParser._read`:
///
/// * a line whose first character is `#` or `;` is a comment; there are no comments at the end of
///   a line;
/// * a line indented deeper than the last option or section goes on with the last option's value,
///   and so does an empty line, unless nothing follows it;
/// * everything else is a section, or an option with `=` or `:`, whichever comes first.
pub(super) fn read(ini: &mut Ini, path: &Path, text: &str) -> Result<(), IniError> {
    let text = universal_newlines(text);
    let mut reader = Reader {
        ini,
        path,
        section: None,
        option: None,
        indent: 0,
        seen: HashSet::new(),
        bad_lines: Vec::new(),
    };
    for (at, line) in lines_with_ends(&text).enumerate() {
        reader.line(at + 1, line)?;
    }
    let bad_lines = reader.bad_lines;
    for options in std::iter::once(&mut ini.defaults).chain(ini.sections.values_mut()) {
        for option in options.values_mut().filter(|option| option.line.is_some()) {
            let end = option.value.trim_end_matches(is_space).len();
            option.value.truncate(end);
        }
    }
    if bad_lines.is_empty() {
        Ok(())
    } else {
        Err(IniError::Parsing {
            path: path.to_owned(),
            lines: bad_lines,
        })
    }
}

struct Reader<'a> {
    ini: &'a mut Ini,
    path: &'a Path,
    /// The section that options go to.
    section: Option<String>,
    /// The option that further lines go to.
    option: Option<String>,
    /// The indentation of the last line that was an option or a section.
    indent: usize,
    /// The sections (without option) and options that the file has had so far.
    seen: HashSet<(String, Option<String>)>,
    bad_lines: Vec<(usize, String)>,
}

impl Reader<'_> {
    fn line(&mut self, number: usize, line: &str) -> Result<(), IniError> {
        let content = strip(line);
        if content.starts_with(['#', ';']) {
            return Ok(());
        }
        if content.is_empty() {
            self.continue_value("");
            return Ok(());
        }
        let indent = line.chars().take_while(|c| is_space(*c)).count();
        if indent > self.indent && self.continue_value(content) {
            return Ok(());
        }
        self.indent = indent;
        if let Some(section) = section_header(content) {
            return self.start_section(number, section);
        }
        let Some(section) = self.section.clone() else {
            return Err(IniError::MissingSectionHeader {
                path: self.path.to_owned(),
                line: number,
                text: line.to_owned(),
            });
        };
        let Some(delimiter) = content.find(['=', ':']) else {
            self.bad_lines.push((number, line.to_owned()));
            return Ok(());
        };
        let name = lower(strip(&content[..delimiter]));
        if name.is_empty() {
            self.bad_lines.push((number, line.to_owned()));
        }
        if !self.seen.insert((section.clone(), Some(name.clone()))) {
            return Err(IniError::DuplicateOption {
                path: self.path.to_owned(),
                line: number,
                section,
                option: name,
            });
        }
        let option = IniOption {
            value: strip(&content[delimiter + 1..]).to_owned(),
            line: Some(number),
        };
        self.options_of(&section).insert(name.clone(), option);
        self.option = Some(name);
        Ok(())
    }

    fn start_section(&mut self, line: usize, section: &str) -> Result<(), IniError> {
        if section != DEFAULT_SECTION {
            if !self.seen.insert((section.to_owned(), None)) {
                return Err(IniError::DuplicateSection {
                    path: self.path.to_owned(),
                    line,
                    section: section.to_owned(),
                });
            }
            self.options_of(section);
        }
        self.section = Some(section.to_owned());
        self.option = None;
        Ok(())
    }

    /// Adds a line to the value of the last option; tells whether there is one.
    fn continue_value(&mut self, line: &str) -> bool {
        let (Some(section), Some(name)) = (self.section.clone(), self.option.clone()) else {
            return false;
        };
        if name.is_empty() {
            return false;
        }
        match self.options_of(&section).get_mut(&name) {
            Some(option) => {
                option.value.push('\n');
                option.value.push_str(line);
                true
            }
            None => false,
        }
    }

    fn options_of(&mut self, section: &str) -> &mut super::Options {
        if section == DEFAULT_SECTION {
            &mut self.ini.defaults
        } else {
            self.ini.sections.entry(section.to_owned()).or_default()
        }
    }
}

/// The name in `[name]`, up to the last bracket of the line; what follows it is ignored.
fn section_header(content: &str) -> Option<&str> {
    let rest = content.strip_prefix('[')?;
    let end = rest.rfind(']')?;
    (end > 0).then(|| &rest[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Renders what was read as `section.option=value` lines.
    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str, &str)]) {
        let mut ini = Ini::default();
        ini.read(Path::new("a.ini"), text).unwrap();
        let sections = std::iter::once((DEFAULT_SECTION, &ini.defaults)).chain(
            ini.sections
                .iter()
                .map(|(name, options)| (name.as_str(), options)),
        );
        let found: Vec<(&str, &str, &str)> = sections
            .flat_map(|(section, options)| {
                options
                    .iter()
                    .map(move |(name, option)| (section, name.as_str(), option.value.as_str()))
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[track_caller]
    fn check_error(text: &str, expected: &str) {
        let mut ini = Ini::default();
        let error = ini.read(Path::new("a.ini"), text).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn sections_and_options() {
        check(
            "# c\n; c\n[A b]x\nKey One = a = b ; no comment\n\tother:c # no\n[c]d]\nx:\ny =\n",
            &[
                ("A b", "key one", "a = b ; no comment\nother:c # no"),
                ("c]d", "x", ""),
                ("c]d", "y", ""),
            ],
        );
        check("[]]\nx=1\n", &[("]", "x", "1")]);
        check(
            "[DEFAULT]\nx=1\n[a]\n[DEFAULT]\ny=2",
            &[("DEFAULT", "x", "1"), ("DEFAULT", "y", "2")],
        );
    }

    #[test]
    fn values_of_several_lines() {
        check(
            "[a]\nx = 1\n  # comment\n  two\n\n    three\n\n\ny = 2\n",
            &[("a", "x", "1\ntwo\n\nthree"), ("a", "y", "2")],
        );
        check(
            "[a]\n  x = 1\n  y = 2\n   z = 3\n",
            &[("a", "x", "1"), ("a", "y", "2\nz = 3")],
        );
        // A section starts no value, so an indented line after it is an option.
        check("[a]\n   x =\n     1\n", &[("a", "x", "\n1")]);
        check("[a]\r\nx = 1\r y = 2\r\n", &[("a", "x", "1\ny = 2")]);
    }

    #[test]
    fn errors() {
        check_error(
            "\nx = 1\n",
            "File contains no section headers.\nfile: 'a.ini', line: 2\n'x = 1\\n'",
        );
        check_error(
            "[a]\nlonely\nx = 1\n= 2\n",
            "Source contains parsing errors: 'a.ini'\n\t[line  2]: 'lonely\\n'\n\t[line  4]: '= 2\\n'",
        );
        check_error(
            "[a]\nx = 1\nX : 2\n",
            "While reading from 'a.ini' [line  3]: option 'x' in section 'a' already exists",
        );
        check_error(
            "[a]\n[b]\n[a]\n",
            "While reading from 'a.ini' [line  3]: section 'a' already exists",
        );
        check_error(
            "[]\n",
            "File contains no section headers.\nfile: 'a.ini', line: 1\n'[]\\n'",
        );
    }
}
