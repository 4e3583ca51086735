//! Options that hold several paths: `version_locations` and `prepend_sys_path`.

use crate::python::strip;
use crate::{Configuration, OptionValue, ProjectError, Warning, Warnings};

impl Configuration {
    /// The version locations as configured: `get_version_locations_list`. `None` if nothing is
    /// configured.
    ///
    /// # Errors
    /// A separator that there is not; a value that cannot be interpolated or has another type.
    pub fn version_locations(
        &self,
        warnings: &mut Warnings,
    ) -> Result<Option<Vec<String>>, ProjectError> {
        self.path_list(
            "version_locations",
            &["path_separator", "version_path_separator"],
            |text| split_runs(text, false),
            "spaces/commas",
            warnings,
        )
    }

    /// The folders that are put in front of Python's module search path, as configured:
    /// `get_prepend_sys_paths_list`. `None` if nothing is configured.
    ///
    /// # Errors
    /// A separator that there is not; a value that cannot be interpolated or has another type.
    pub fn prepend_sys_path(
        &self,
        warnings: &mut Warnings,
    ) -> Result<Option<Vec<String>>, ProjectError> {
        self.path_list(
            "prepend_sys_path",
            &["path_separator"],
            |text| split_runs(text, true),
            "spaces, commas, and colons",
            warnings,
        )
    }

    /// The value from TOML. A single folder for the search path may be a string: Alembic takes
    /// its characters for folders, which is right for `"."`.
    fn toml_path_list(&self, name: &str) -> Result<Option<Vec<String>>, ProjectError> {
        match self.toml_option(name)? {
            None => Ok(None),
            Some(OptionValue::Text(folder)) if name == "prepend_sys_path" => Ok(Some(vec![folder])),
            Some(value) => value.into_list(name).map(Some),
        }
    }

    fn path_list(
        &self,
        name: &str,
        separators: &[&'static str],
        split_without_separator: impl Fn(&str) -> Vec<String>,
        without_separator: &str,
        warnings: &mut Warnings,
    ) -> Result<Option<Vec<String>>, ProjectError> {
        let text = self.ini().get(self.main_section(), name)?;
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            return self.toml_path_list(name);
        };
        let Some(separator) = self.separator(separators, warnings)? else {
            warnings.push(Warning::deprecation(format!(
                "No path_separator found in configuration; falling back to legacy splitting on \
                 {without_separator} for {name}.  Consider adding path_separator=os to Alembic \
                 config."
            )));
            return Ok(Some(split_without_separator(&text)));
        };
        Ok(Some(
            text.split(separator)
                .filter(|part| !part.is_empty())
                .map(|part| strip(part).to_owned())
                .collect(),
        ))
    }

    /// The separator that the first of the named options chooses; `None` if none is set.
    fn separator(
        &self,
        names: &[&'static str],
        warnings: &mut Warnings,
    ) -> Result<Option<char>, ProjectError> {
        for name in names {
            let Some(value) = self.main_option(name)? else {
                continue;
            };
            let separator = match value.as_str() {
                "space" => ' ',
                "newline" => '\n',
                "os" if cfg!(windows) => ';',
                "os" | ":" => ':',
                ";" => ';',
                _ => return Err(ProjectError::InvalidSeparator { name, value }),
            };
            if *name == "version_path_separator" {
                warnings.push(Warning::deprecation(
                    "The version_path_separator configuration parameter is deprecated; please \
                     use path_separator",
                ));
            }
            return Ok(Some(separator));
        }
        Ok(None)
    }
}

/// Splits at runs of blanks, at commas with the blanks that follow them, and at colons if asked:
/// `re.split(r", *|(?: +)|:")`. Two separators in a row leave an empty part between them.
pub(crate) fn split_runs(text: &str, at_colons: bool) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            ' ' | ',' => {
                while chars.next_if_eq(&' ').is_some() {}
                parts.push(std::mem::take(&mut part));
            }
            ':' if at_colons => parts.push(std::mem::take(&mut part)),
            _ => part.push(c),
        }
    }
    parts.push(part);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::configuration;

    #[track_caller]
    fn check(ini: &str, toml: &str, expected: &str, expected_warnings: usize) {
        let configuration = configuration(&format!("[alembic]\n{ini}"), toml);
        let mut warnings = Warnings::default();
        let found = match configuration.version_locations(&mut warnings) {
            Ok(Some(list)) => list.join("|"),
            Ok(None) => "none".to_owned(),
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected);
        assert_eq!(warnings.iter().count(), expected_warnings, "{warnings:?}");
    }

    #[test]
    fn without_a_separator() {
        let check = |text, at_colons, expected: &[&str]| {
            assert_eq!(split_runs(text, at_colons), expected);
        };
        check("a, b c:d", true, &["a", "b", "c", "d"]);
        check("a, b c:d", false, &["a", "b", "c:d"]);
        check("a   b,c ,d,", false, &["a", "b", "c", "", "d", ""]);
        check("a\nb", false, &["a\nb"]);
    }

    #[test]
    fn version_locations() {
        check("", "", "none", 0);
        check("version_locations =", "version_locations = [\"t\"]", "t", 0);
        check(
            "version_locations = a b",
            "version_locations = [\"t\"]",
            "a|b",
            1,
        );
        check(
            "",
            "version_locations = \"t\"",
            "an array of strings is expected for 'version_locations', found the string 't'",
            0,
        );
        check(
            "path_separator = newline\nversion_locations =\n  a x\n  b\n\n  c",
            "",
            "a x|b|c",
            0,
        );
        check(
            "path_separator = space\nversion_locations = a  b c",
            "",
            "a|b|c",
            0,
        );
        check(
            "path_separator = os\nversion_locations = %(here)s/a: b :",
            "",
            "/srv/p/a|b",
            0,
        );
        check(
            "path_separator = ;\nversion_path_separator = :\nversion_locations = a;b:c",
            "",
            "a|b:c",
            0,
        );
        check(
            "version_path_separator = :\nversion_locations = a;b:c",
            "",
            "a;b|c",
            1,
        );
        check(
            "version_path_separator = x\nversion_locations = a",
            "",
            "'x' is not a valid value for version_path_separator; expected 'space', 'newline', 'os', ':', ';'",
            0,
        );
        check(
            "path_separator =\nversion_locations = a",
            "",
            "'' is not a valid value for path_separator; expected 'space', 'newline', 'os', ':', ';'",
            0,
        );
    }

    #[test]
    fn a_single_folder_in_toml() {
        let configuration = configuration("", "prepend_sys_path = '.'\n");
        let list = configuration.prepend_sys_path(&mut Warnings::default());
        assert_eq!(list, Ok(Some(vec![".".to_owned()])));
    }

    #[test]
    fn the_separator_of_version_locations_alone_is_not_that_of_the_search_path() {
        let configuration = configuration(
            "[alembic]\nversion_path_separator = ;\nprepend_sys_path = . src\n",
            "",
        );
        let mut warnings = Warnings::default();
        let list = configuration.prepend_sys_path(&mut warnings).unwrap();
        assert_eq!(list.unwrap(), [".", "src"]);
        assert_eq!(
            warnings.iter().next().unwrap().message,
            "No path_separator found in configuration; falling back to legacy splitting on \
             spaces, commas, and colons for prepend_sys_path.  Consider adding path_separator=os \
             to Alembic config."
        );
    }
}
