//! [`ScriptFormat`]: what a script is written in.

use std::path::Path;

/// What a script is written in, told by the end of its file name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ScriptFormat {
    /// Python, as Alembic has it.
    Python,
    /// Python that was compiled (`.pyc`, `.pyo`).
    CompiledPython,
    /// SQL with a header of comments.
    Sql,
}

impl ScriptFormat {
    /// The format of a file; `None` if its name is not that of a script.
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()? {
            "py" => Some(ScriptFormat::Python),
            "pyc" | "pyo" => Some(ScriptFormat::CompiledPython),
            "sql" => Some(ScriptFormat::Sql),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_the_name_tells() {
        let check = |name: &str, expected| assert_eq!(ScriptFormat::of(name.as_ref()), expected);
        check("versions/a1_b.py", Some(ScriptFormat::Python));
        check("a.1.sql", Some(ScriptFormat::Sql));
        check("a.cpython-311.pyc", Some(ScriptFormat::CompiledPython));
        check("a.SQL", None);
        check("README", None);
        check(".sql", None);
    }
}
