//! `_limbeck_host.Host`: the little that Python code gets of the machine.
//!
//! The Python side of it is `stand_ins/_limbeck_boot.py` (importing, `open`) and
//! `stand_ins/posix.py` (`os`).

use std::path::PathBuf;

use rustpython_vm::{PyPayload, PyResult, VirtualMachine};

use super::{folders::ReadableFolders, frozen_import};
use crate::interpreter::{Placeholders, Settings};

pub(crate) use _limbeck_host::module_def;

/// Where systems keep the time zones that `zoneinfo` reads.
const TIME_ZONES: [&str; 4] = [
    "/usr/share/zoneinfo",
    "/usr/lib/zoneinfo",
    "/usr/share/lib/zoneinfo",
    "/etc/zoneinfo",
];

/// Gives an interpreter its view of the machine.
///
/// # Errors
/// An exception if a stand-in is broken.
pub(crate) fn install(settings: Settings, vm: &VirtualMachine) -> PyResult<()> {
    if settings.prints_to_stderr {
        let stderr = vm.sys_module.get_attr("stderr", vm)?;
        for name in ["stdout", "__stdout__"] {
            vm.sys_module
                .set_attr(vm.ctx.intern_str(name), stderr.clone(), vm)?;
        }
    }
    // The types of a native module exist once it is imported.
    vm.import("_limbeck", 0)?;
    vm.import("_limbeck_host", 0)?;
    let search_path = settings
        .search_path
        .iter()
        .map(|folder| {
            let folder = settings.project_folder.join(folder);
            vm.ctx.new_str(folder.to_string_lossy()).into()
        })
        .collect();
    let readable = settings
        .search_path
        .into_iter()
        .chain(settings.readable_folders)
        .chain(TIME_ZONES.iter().map(PathBuf::from));
    let host = _limbeck_host::Host {
        folders: ReadableFolders::new(settings.project_folder, readable),
        environment: settings.environment,
        placeholders: settings.placeholders == Placeholders::On,
    }
    .into_ref(&vm.ctx);
    let find_and_load = vm
        .import("_limbeck_host", 0)?
        .get_attr("find_and_load", vm)?;
    frozen_import::install(find_and_load, vm)?;
    vm.import("_limbeck_boot", 0)?
        .get_attr("install", vm)?
        .call((host, vm.ctx.new_list(search_path)), vm)
        .map(drop)
}

#[rustpython_vm::pymodule]
mod _limbeck_host {
    use std::path::{Path, PathBuf};

    use rustpython_vm::{
        PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
        builtins::{PyBaseExceptionRef, PyCode, PyUtf8StrRef},
        convert::ToPyObject,
        pyclass,
    };

    use super::super::{
        folders::ReadableFolders,
        modules::{self, Found},
    };
    use crate::interpreter;

    /// What the import statement calls for a module that is not loaded yet.
    #[pyfunction]
    fn find_and_load(name: PyUtf8StrRef, import: PyObjectRef, vm: &VirtualMachine) -> PyResult {
        super::super::frozen_import::find_and_load(&name, import, vm)
    }

    /// What an interpreter sees of the machine.
    #[pyattr]
    #[pyclass(name = "Host", no_attr)]
    #[derive(Debug, PyPayload)]
    pub(super) struct Host {
        pub(super) folders: ReadableFolders,
        pub(super) environment: Vec<(String, String)>,
        pub(super) placeholders: bool,
    }

    #[pyclass]
    impl Host {
        /// The environment variables as a list of pairs.
        #[pymethod]
        fn environment(&self, vm: &VirtualMachine) -> Vec<PyObjectRef> {
            self.environment
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()).to_pyobject(vm))
                .collect()
        }

        /// Whether imports that cannot be had become placeholders.
        #[pymethod]
        fn placeholders(&self) -> bool {
            self.placeholders
        }

        /// The working directory.
        #[pymethod]
        fn working_folder(&self) -> String {
            self.folders.working_folder().to_string_lossy().into_owned()
        }

        /// The content of a file.
        #[pymethod]
        fn read(&self, path: PyUtf8StrRef, vm: &VirtualMachine) -> PyResult<Vec<u8>> {
            let file = self.readable(path.as_str(), vm)?;
            std::fs::read(&file).map_err(|error| os_error(&error, path.as_str(), vm))
        }

        /// `(mode, inode, device, links, user, group, size, access, modification, change)` of a
        /// file, times in nanoseconds.
        #[pymethod]
        fn stat(
            &self,
            path: PyUtf8StrRef,
            follow_links: bool,
            vm: &VirtualMachine,
        ) -> PyResult<Vec<PyObjectRef>> {
            let file = self.readable(path.as_str(), vm)?;
            let metadata = if follow_links {
                std::fs::metadata(&file)
            } else {
                std::fs::symlink_metadata(&file)
            };
            metadata
                .map(|metadata| {
                    let fields = stat_fields(&metadata).into_iter();
                    fields.map(|field| field.to_pyobject(vm)).collect()
                })
                .map_err(|error| os_error(&error, path.as_str(), vm))
        }

        /// The entries of a folder: name and kind (`"file"`, `"folder"`, `"link"`).
        #[pymethod]
        fn list_folder(
            &self,
            path: PyUtf8StrRef,
            vm: &VirtualMachine,
        ) -> PyResult<Vec<PyObjectRef>> {
            let folder = self.readable(path.as_str(), vm)?;
            let listed = || -> std::io::Result<Vec<(String, &'static str)>> {
                let mut entries = Vec::new();
                for entry in std::fs::read_dir(&folder)? {
                    let entry = entry?;
                    let kind = entry.file_type()?;
                    let kind = if kind.is_symlink() {
                        "link"
                    } else if kind.is_dir() {
                        "folder"
                    } else {
                        "file"
                    };
                    entries.push((entry.file_name().to_string_lossy().into_owned(), kind));
                }
                // The order of a file system is not one to depend on.
                entries.sort();
                Ok(entries)
            };
            let entries = listed().map_err(|error| os_error(&error, path.as_str(), vm))?;
            Ok(entries
                .into_iter()
                .map(|(name, kind)| (name.as_str(), kind).to_pyobject(vm))
                .collect())
        }

        /// Bytes that nobody can guess.
        #[pymethod]
        fn random_bytes(&self, count: usize, vm: &VirtualMachine) -> PyResult<Vec<u8>> {
            let mut bytes = vec![0; count];
            getrandom::fill(&mut bytes).map_err(|error| vm.new_os_error(error.to_string()))?;
            Ok(bytes)
        }

        /// What a symbolic link points to.
        #[pymethod]
        fn read_link(&self, path: PyUtf8StrRef, vm: &VirtualMachine) -> PyResult<String> {
            let link = self.readable(path.as_str(), vm)?;
            std::fs::read_link(&link)
                .map(|target| target.to_string_lossy().into_owned())
                .map_err(|error| os_error(&error, path.as_str(), vm))
        }

        /// Looks for a module in folders: `None`, or `("module", file)`, `("package", file)`,
        /// `("namespace", folders)`.
        #[pymethod]
        fn find_module(
            &self,
            name: PyUtf8StrRef,
            folders: Vec<PyObjectRef>,
            vm: &VirtualMachine,
        ) -> Option<(&'static str, PyObjectRef)> {
            // `sys.path` may hold anything; what is not text is no folder.
            let folders = folders.into_iter().filter_map(|folder| {
                let folder = folder.str(vm).ok()?;
                Some(self.folders.absolute(folder.to_str()?))
            });
            let text = |path: &Path| vm.ctx.new_str(path.to_string_lossy());
            Some(match modules::find(name.as_str(), folders)? {
                Found::Module(file) => ("module", text(&file).into()),
                Found::Package(file) => ("package", text(&file).into()),
                Found::Namespace(folders) => {
                    let folders = folders.iter().map(|folder| text(folder).into()).collect();
                    ("namespace", vm.ctx.new_list(folders).into())
                }
            })
        }

        /// The code of a Python file.
        #[pymethod]
        fn compile(&self, path: PyUtf8StrRef, vm: &VirtualMachine) -> PyResult<PyRef<PyCode>> {
            match interpreter::compile_file(&PathBuf::from(path.as_str())) {
                Ok(script) => Ok(vm.ctx.new_code(script.into_code())),
                Err(diagnostic) => Err(crate::border::syntax_error(*diagnostic, vm)),
            }
        }

        /// The text of a Python file.
        #[pymethod]
        fn source(&self, path: PyUtf8StrRef, vm: &VirtualMachine) -> PyResult<String> {
            interpreter::read_source(&PathBuf::from(path.as_str()))
                .map_err(|diagnostic| crate::border::syntax_error(*diagnostic, vm))
        }
    }

    impl Host {
        fn readable(&self, path: &str, vm: &VirtualMachine) -> PyResult<PathBuf> {
            self.folders.readable(path).ok_or_else(|| {
                let message = format!(
                    "'{path}' is outside of the project folder, and limbeck lets scripts read \
                     only below it"
                );
                vm.invoke_exception(
                    vm.ctx.exceptions.permission_error.to_owned(),
                    vec![message.to_pyobject(vm)],
                )
                .unwrap_or_else(|error| error)
            })
        }
    }

    /// `OSError` with number and file name, so that Python makes it `FileNotFoundError` etc.
    fn os_error(error: &std::io::Error, path: &str, vm: &VirtualMachine) -> PyBaseExceptionRef {
        let number = error.raw_os_error().unwrap_or_default();
        let text = error.to_string();
        let text = text.split(" (os error").next().unwrap_or_default();
        let class = match error.kind() {
            std::io::ErrorKind::NotFound => vm.ctx.exceptions.file_not_found_error,
            std::io::ErrorKind::PermissionDenied => vm.ctx.exceptions.permission_error,
            std::io::ErrorKind::NotADirectory => vm.ctx.exceptions.not_a_directory_error,
            std::io::ErrorKind::IsADirectory => vm.ctx.exceptions.is_a_directory_error,
            _ => vm.ctx.exceptions.os_error,
        };
        let arguments: Vec<PyObjectRef> = vec![
            number.to_pyobject(vm),
            text.to_pyobject(vm),
            path.to_pyobject(vm),
        ];
        vm.invoke_exception(class.to_owned(), arguments)
            .unwrap_or_else(|error| error)
    }

    #[cfg(unix)]
    fn stat_fields(metadata: &std::fs::Metadata) -> Vec<i64> {
        use std::os::unix::fs::MetadataExt;
        let nanoseconds = |seconds: i64, rest: i64| seconds * 1_000_000_000 + rest;
        vec![
            i64::from(metadata.mode()),
            metadata.ino().cast_signed(),
            metadata.dev().cast_signed(),
            metadata.nlink().cast_signed(),
            i64::from(metadata.uid()),
            i64::from(metadata.gid()),
            metadata.size().cast_signed(),
            nanoseconds(metadata.atime(), metadata.atime_nsec()),
            nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
            nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
        ]
    }

    #[cfg(not(unix))]
    fn stat_fields(metadata: &std::fs::Metadata) -> Vec<i64> {
        let kind = if metadata.is_dir() {
            0o040_755
        } else {
            0o100_644
        };
        let nanoseconds = |time: std::io::Result<std::time::SystemTime>| {
            time.ok()
                .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok())
                .and_then(|since| i64::try_from(since.as_nanos()).ok())
                .unwrap_or_default()
        };
        vec![
            kind,
            0,
            0,
            1,
            0,
            0,
            metadata.len().cast_signed(),
            nanoseconds(metadata.accessed()),
            nanoseconds(metadata.modified()),
            nanoseconds(metadata.created()),
        ]
    }
}
