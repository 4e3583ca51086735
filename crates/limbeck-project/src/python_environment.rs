//! The project's Python environment, as far as its folders tell: which modules and console
//! scripts are installed. No Python is run.

use std::path::{Path, PathBuf};

use crate::python::{is_space, strip};

/// Where the project's Python finds modules, and its executable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PythonEnvironment {
    /// The interpreter, as commands call it; `None` if the project has none.
    pub executable: Option<PathBuf>,
    /// The folders that modules are searched in, in order: absolute paths.
    pub search_path: Vec<PathBuf>,
}

/// Where a module was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModuleLocation {
    /// A package: its folder.
    Package(PathBuf),
    /// A module of a single file.
    File(PathBuf),
    /// A module of Python's standard library, which every Python has.
    StandardLibrary,
}

/// What a console script calls: `module:attribute`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryPoint {
    /// The module.
    pub module: String,
    /// The function in it.
    pub attribute: String,
}

impl PythonEnvironment {
    /// The environment that a virtual environment or another installation prefix is: its
    /// `site-packages` folders, with the folders that `.pth` files in them add (as editable
    /// installations do).
    pub fn of_prefix(executable: Option<PathBuf>, prefix: &Path) -> Self {
        let mut folders = vec![prefix.join("Lib").join("site-packages")];
        for lib in ["lib", "lib64"] {
            let mut versions: Vec<PathBuf> = entries(&prefix.join(lib))
                .filter(|path| file_name(path).starts_with("python"))
                .collect();
            versions.sort();
            folders.extend(versions.into_iter().map(|path| path.join("site-packages")));
        }
        folders.retain(|folder| folder.is_dir());
        let mut search_path: Vec<PathBuf> = Vec::new();
        for folder in folders {
            let added = folders_of_pth_files(&folder);
            for folder in std::iter::once(folder).chain(added) {
                if !search_path.contains(&folder) {
                    search_path.push(folder);
                }
            }
        }
        Self {
            executable,
            search_path,
        }
    }

    /// The same environment with folders in front of its search path.
    #[must_use]
    pub fn with_first(&self, folders: impl IntoIterator<Item = PathBuf>) -> Self {
        Self {
            executable: self.executable.clone(),
            search_path: folders
                .into_iter()
                .chain(self.search_path.iter().cloned())
                .collect(),
        }
    }

    /// Finds a module by its dotted name, as `importlib.util.find_spec` would. A folder without
    /// `__init__.py` is a package, too, unless a later folder has a real one.
    pub fn find_module(&self, name: &str) -> Option<ModuleLocation> {
        let mut parts = name.split('.');
        let first = parts.next().filter(|part| !part.is_empty())?;
        let found = find_in(&self.search_path, first);
        if found.is_none() && is_standard_library(first) {
            return Some(ModuleLocation::StandardLibrary);
        }
        let mut location = found?;
        for part in parts {
            let ModuleLocation::Package(folder) = location else {
                return None;
            };
            if part.is_empty() {
                return None;
            }
            location = find_in(&[folder], part)?;
        }
        Some(location)
    }

    /// Finds a console script among the installed distributions.
    pub fn console_script(&self, name: &str) -> Option<EntryPoint> {
        self.search_path.iter().find_map(|folder| {
            let mut distributions: Vec<PathBuf> = entries(folder)
                .filter(|path| {
                    let name = file_name(path);
                    name.ends_with(".dist-info") || name.ends_with(".egg-info")
                })
                .collect();
            distributions.sort();
            distributions.iter().find_map(|distribution| {
                let text = std::fs::read_to_string(distribution.join("entry_points.txt")).ok()?;
                console_script_in(&text, name)
            })
        })
    }
}

fn find_in(folders: &[PathBuf], name: &str) -> Option<ModuleLocation> {
    let mut namespace = None;
    for folder in folders {
        let package = folder.join(name);
        if package.join("__init__.py").is_file() {
            return Some(ModuleLocation::Package(package));
        }
        let file = folder.join(format!("{name}.py"));
        if file.is_file() {
            return Some(ModuleLocation::File(file));
        }
        if namespace.is_none() && package.is_dir() {
            namespace = Some(ModuleLocation::Package(package));
        }
    }
    namespace
}

/// The folders that the `.pth` files of a `site-packages` folder add to the search path.
fn folders_of_pth_files(site_packages: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = entries(site_packages)
        .filter(|path| path.extension().is_some_and(|extension| extension == "pth"))
        .collect();
    files.sort();
    files
        .iter()
        .filter_map(|file| std::fs::read_to_string(file).ok())
        .flat_map(|text| {
            text.lines()
                .map(|line| strip(line).to_owned())
                .filter(|line| {
                    // Lines of code would need Python.
                    !line.is_empty() && !line.starts_with('#') && !line.starts_with("import")
                })
                .map(|line| site_packages.join(line))
                .filter(|folder| folder.is_dir())
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Looks a name up in the `[console_scripts]` section of an `entry_points.txt`.
fn console_script_in(text: &str, wanted: &str) -> Option<EntryPoint> {
    let mut section = "";
    for line in text.lines().map(strip) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(header) = line
            .strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'))
        {
            section = header;
            continue;
        }
        let Some((name, value)) = line.split_once('=') else {
            continue;
        };
        if section != "console_scripts" || strip(name) != wanted {
            continue;
        }
        let (module, attribute) = value.split_once(':')?;
        let attribute = strip(attribute);
        // `module:function [extra]`
        let end = attribute
            .find(|c: char| c == '[' || is_space(c))
            .unwrap_or(attribute.len());
        return Some(EntryPoint {
            module: strip(module).to_owned(),
            attribute: attribute[..end].to_owned(),
        });
    }
    None
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
}

fn file_name(path: &Path) -> std::borrow::Cow<'_, str> {
    path.file_name().unwrap_or_default().to_string_lossy()
}

/// Whether a top-level name belongs to Python's standard library.
fn is_standard_library(name: &str) -> bool {
    STANDARD_LIBRARY.binary_search(&name).is_ok()
}

/// The public top-level modules of the standard library of Python 3.9 to 3.14, sorted.
const STANDARD_LIBRARY: &[&str] = &[
    "__future__",
    "__main__",
    "abc",
    "aifc",
    "annotationlib",
    "antigravity",
    "argparse",
    "array",
    "ast",
    "asynchat",
    "asyncio",
    "asyncore",
    "atexit",
    "audioop",
    "base64",
    "bdb",
    "binascii",
    "binhex",
    "bisect",
    "builtins",
    "bz2",
    "cProfile",
    "calendar",
    "cgi",
    "cgitb",
    "chunk",
    "cmath",
    "cmd",
    "code",
    "codecs",
    "codeop",
    "collections",
    "colorsys",
    "compileall",
    "compression",
    "concurrent",
    "configparser",
    "contextlib",
    "contextvars",
    "copy",
    "copyreg",
    "crypt",
    "csv",
    "ctypes",
    "curses",
    "dataclasses",
    "datetime",
    "dbm",
    "decimal",
    "difflib",
    "dis",
    "distutils",
    "doctest",
    "email",
    "encodings",
    "ensurepip",
    "enum",
    "errno",
    "faulthandler",
    "fcntl",
    "filecmp",
    "fileinput",
    "fnmatch",
    "formatter",
    "fractions",
    "ftplib",
    "functools",
    "gc",
    "genericpath",
    "getopt",
    "getpass",
    "gettext",
    "glob",
    "graphlib",
    "grp",
    "gzip",
    "hashlib",
    "heapq",
    "hmac",
    "html",
    "http",
    "idlelib",
    "imaplib",
    "imghdr",
    "imp",
    "importlib",
    "inspect",
    "io",
    "ipaddress",
    "itertools",
    "json",
    "keyword",
    "lib2to3",
    "linecache",
    "locale",
    "logging",
    "lzma",
    "mailbox",
    "mailcap",
    "marshal",
    "math",
    "mimetypes",
    "mmap",
    "modulefinder",
    "msilib",
    "msvcrt",
    "multiprocessing",
    "netrc",
    "nis",
    "nntplib",
    "nt",
    "ntpath",
    "nturl2path",
    "numbers",
    "opcode",
    "operator",
    "optparse",
    "os",
    "ossaudiodev",
    "parser",
    "pathlib",
    "pdb",
    "pickle",
    "pickletools",
    "pipes",
    "pkgutil",
    "platform",
    "plistlib",
    "poplib",
    "posix",
    "posixpath",
    "pprint",
    "profile",
    "pstats",
    "pty",
    "pwd",
    "py_compile",
    "pyclbr",
    "pydoc",
    "pydoc_data",
    "pyexpat",
    "queue",
    "quopri",
    "random",
    "re",
    "readline",
    "reprlib",
    "resource",
    "rlcompleter",
    "runpy",
    "sched",
    "secrets",
    "select",
    "selectors",
    "shelve",
    "shlex",
    "shutil",
    "signal",
    "site",
    "smtpd",
    "smtplib",
    "sndhdr",
    "socket",
    "socketserver",
    "spwd",
    "sqlite3",
    "sre_compile",
    "sre_constants",
    "sre_parse",
    "ssl",
    "stat",
    "statistics",
    "string",
    "stringprep",
    "struct",
    "subprocess",
    "sunau",
    "symbol",
    "symtable",
    "sys",
    "sysconfig",
    "syslog",
    "tabnanny",
    "tarfile",
    "telnetlib",
    "tempfile",
    "termios",
    "textwrap",
    "this",
    "threading",
    "time",
    "timeit",
    "tkinter",
    "token",
    "tokenize",
    "tomllib",
    "trace",
    "traceback",
    "tracemalloc",
    "tty",
    "turtle",
    "turtledemo",
    "types",
    "typing",
    "unicodedata",
    "unittest",
    "urllib",
    "uu",
    "uuid",
    "venv",
    "warnings",
    "wave",
    "weakref",
    "webbrowser",
    "winreg",
    "winsound",
    "wsgiref",
    "xdrlib",
    "xml",
    "xmlrpc",
    "zipapp",
    "zipfile",
    "zipimport",
    "zlib",
    "zoneinfo",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn write(root: &Path, path: &str, text: &str) {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    #[test]
    fn the_list_is_sorted() {
        assert!(STANDARD_LIBRARY.is_sorted());
        assert!(is_standard_library("json") && !is_standard_library("alembic"));
    }

    #[test]
    fn modules_and_console_scripts_of_a_prefix() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let site = "lib/python3.12/site-packages";
        write(root, &format!("{site}/pkg/__init__.py"), "");
        write(root, &format!("{site}/pkg/sub/data.txt"), "");
        write(root, &format!("{site}/single.py"), "");
        write(root, "src/editable/__init__.py", "");
        write(
            root,
            &format!("{site}/e.pth"),
            "# c\nimport x\n../../../src\nnowhere\n",
        );
        write(
            root,
            &format!("{site}/tool-1.dist-info/entry_points.txt"),
            "[x]\nfmt = wrong:main\n[console_scripts]\n# c\nfmt = tool.cli:main [extra]\n",
        );
        let python = PythonEnvironment::of_prefix(None, root);
        let site = root.join(site);
        let check = |name: &str, expected: Option<ModuleLocation>| {
            assert_eq!(python.find_module(name), expected, "{name}");
        };
        check("pkg", Some(ModuleLocation::Package(site.join("pkg"))));
        check(
            "pkg.sub",
            Some(ModuleLocation::Package(site.join("pkg/sub"))),
        );
        check("single", Some(ModuleLocation::File(site.join("single.py"))));
        check(
            "editable",
            Some(ModuleLocation::Package(site.join("../../../src/editable"))),
        );
        check("json.tool", Some(ModuleLocation::StandardLibrary));
        for missing in ["", ".", "nope", "pkg.nope", "single.x", "pkg..sub", "pkg."] {
            check(missing, None);
        }
        assert_eq!(
            python.console_script("fmt"),
            Some(EntryPoint {
                module: "tool.cli".to_owned(),
                attribute: "main".to_owned(),
            })
        );
        assert_eq!(python.console_script("nope"), None);
    }
}
