"""The system calls behind `os`: reading below the project folder and the environment.

Everything else is there, because the standard library expects it, and refuses.
"""

import sys
from _limbeck_boot import host

error = OSError

environ = {name.encode("utf-8", "surrogateescape"): value.encode("utf-8", "surrogateescape")
           for name, value in host.environment()}

_have_functions = []

F_OK, X_OK, W_OK, R_OK = 0, 1, 2, 4
O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC, O_APPEND = 0, 1, 2, 64, 128, 512, 1024
O_NONBLOCK, O_CLOEXEC, O_NOFOLLOW, O_DIRECTORY = 2048, 524288, 131072, 65536
EX_OK, WNOHANG = 0, 1


def fspath(path):
    """The text or bytes of a path."""
    if isinstance(path, (str, bytes)):
        return path
    kind = type(path)
    try:
        convert = kind.__fspath__
    except AttributeError:
        raise TypeError("expected str, bytes or os.PathLike object, not " + kind.__name__) from None
    text = convert(path)
    if isinstance(text, (str, bytes)):
        return text
    raise TypeError(
        "expected %s.__fspath__() to return str or bytes, not %s" % (kind.__name__, type(text).__name__)
    )


def _text(path):
    if isinstance(path, int):
        raise PermissionError("limbeck runs scripts in a sandbox: there are no file descriptors")
    path = fspath(path)
    return path.decode("utf-8", "surrogateescape") if isinstance(path, bytes) else path


class stat_result(tuple):
    """What `os.stat` returns: ten integers, and times with their fractions."""

    n_fields, n_sequence_fields, n_unnamed_fields = 19, 10, 3

    def __new__(cls, fields, extra=None):
        whole = tuple(fields)
        result = tuple.__new__(cls, whole[:7] + tuple(time // 1_000_000_000 for time in whole[7:10]))
        result._times = whole[7:10]
        return result

    st_mode = property(lambda self: self[0])
    st_ino = property(lambda self: self[1])
    st_dev = property(lambda self: self[2])
    st_nlink = property(lambda self: self[3])
    st_uid = property(lambda self: self[4])
    st_gid = property(lambda self: self[5])
    st_size = property(lambda self: self[6])
    st_atime = property(lambda self: self._times[0] / 1e9)
    st_mtime = property(lambda self: self._times[1] / 1e9)
    st_ctime = property(lambda self: self._times[2] / 1e9)
    st_atime_ns = property(lambda self: self._times[0])
    st_mtime_ns = property(lambda self: self._times[1])
    st_ctime_ns = property(lambda self: self._times[2])


class statvfs_result(tuple):
    """Only its name is needed."""


class times_result(tuple):
    """Only its name is needed."""


class uname_result(tuple):
    """What `os.uname` returns."""

    sysname = property(lambda self: self[0])
    nodename = property(lambda self: self[1])
    release = property(lambda self: self[2])
    version = property(lambda self: self[3])
    machine = property(lambda self: self[4])


class terminal_size(tuple):
    """What `os.get_terminal_size` returns."""

    columns = property(lambda self: self[0])
    lines = property(lambda self: self[1])


def stat(path, *, dir_fd=None, follow_symlinks=True):
    if _made and _is_made(path):
        path = "."
    return stat_result(host.stat(_text(path), follow_symlinks))


def lstat(path, *, dir_fd=None):
    return stat(path, follow_symlinks=False)


def access(path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True):
    if mode & W_OK:
        return False
    try:
        stat(path, follow_symlinks=follow_symlinks)
    except OSError:
        return False
    return True


def getcwd():
    return host.working_folder()


def getcwdb():
    return host.working_folder().encode("utf-8", "surrogateescape")


def readlink(path, *, dir_fd=None):
    return host.read_link(_text(path))


# Folders that `env.py` made sure of: they are there for the program, empty, and nowhere else.
_made = set()


def _is_made(path):
    return _absolute(path) in _made


def _absolute(path):
    text = _text(path)
    while text.endswith("/") and text != "/":
        text = text[:-1]
    return text if text.startswith("/") else getcwd().rstrip("/") + "/" + text


def mkdir(path, mode=0o777, *, dir_fd=None):
    """Applications make sure of their folders when they start; a migration that makes one is refused."""
    try:
        stat(path)
    except OSError:
        from _limbeck import migration_stage

        if migration_stage() is not None:
            _refusing("mkdir")(path)
        import warnings

        warnings.warn("limbeck writes nothing: it does not make the folder %s" % _text(path))
        _made.add(_absolute(path))
        return
    raise FileExistsError(17, "File exists", _text(path))


def listdir(path="."):
    if _made and path is not None and _is_made(path):
        return []
    return [name for name, kind in host.list_folder(_text("." if path is None else path))]


class DirEntry:
    """An entry of a folder."""

    def __init__(self, folder, name, kind):
        self.name = name
        self.path = name if folder == "." else folder.rstrip("/") + "/" + name
        self._kind = kind

    def __fspath__(self):
        return self.path

    def __repr__(self):
        return "<DirEntry %r>" % self.name

    def is_symlink(self):
        return self._kind == "link"

    def is_junction(self):
        return False

    def _is(self, kind, format, follow_symlinks):
        if self._kind != "link" or not follow_symlinks:
            return self._kind == kind
        try:
            return stat(self.path).st_mode & 0o170000 == format
        except OSError:
            return False

    def is_dir(self, *, follow_symlinks=True):
        return self._is("folder", 0o040000, follow_symlinks)

    def is_file(self, *, follow_symlinks=True):
        return self._is("file", 0o100000, follow_symlinks)

    def inode(self):
        return lstat(self.path).st_ino

    def stat(self, *, follow_symlinks=True):
        return stat(self.path, follow_symlinks=follow_symlinks)


class _Entries:
    def __init__(self, entries):
        self._entries = iter(entries)

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._entries)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def close(self):
        self._entries = iter(())


def scandir(path="."):
    folder = _text("." if path is None else path)
    if _made and _is_made(folder):
        return _Entries([])
    return _Entries([DirEntry(folder, name, kind) for name, kind in host.list_folder(folder)])


def putenv(name, value):
    """`os.environ` itself keeps the value; nothing outside of this run sees it."""


def unsetenv(name):
    """`os.environ` itself forgets the value; nothing outside of this run sees it."""


def getpid():
    return 1


def getppid():
    return 0


def getuid():
    return 1000


geteuid = getgid = getegid = getuid


def cpu_count():
    return 1


def uname():
    return uname_result(("Linux", "localhost", "", "", ""))


def umask(mask):
    return 0o022


def strerror(code):
    import errno

    return errno.errorcode.get(code, "Unknown error %d" % code)


def urandom(size):
    return host.random_bytes(size)


def getrandom(size, flags=0):
    return host.random_bytes(size)


def isatty(descriptor):
    return False


def get_terminal_size(descriptor=1):
    raise OSError(25, "Inappropriate ioctl for device")


def device_encoding(descriptor):
    return None


def fsync(descriptor):
    """Nothing is written, so nothing is to be flushed."""


def register_at_fork(**functions):
    """There is no fork."""


def _exit(status=0):
    raise SystemExit(status)


def get_blocking(descriptor):
    return True


def _refusing(name):
    def refuse(*arguments, **keywords):
        raise PermissionError(
            "limbeck runs scripts in a sandbox: os.%s() is not available in it, because it would reach "
            "out of the migration" % name
        )

    refuse.__name__ = refuse.__qualname__ = name
    return refuse


_REFUSED = frozenset(
    (
        "abort chdir chmod chown chroot close closerange copy_file_range ctermid dup dup2 execv execve fchdir "
        "fchmod fchown fdatasync fork forkpty fpathconf fstat fstatvfs ftruncate get_inheritable getgroups "
        "getlogin getpgid getpgrp getpriority getsid kill killpg lchown link listxattr lockf lseek mkfifo "
        "mknod nice open openpty pathconf pipe pipe2 pread preadv putmsg pwrite pwritev read readv remove "
        "removexattr rename replace rmdir sendfile set_blocking set_inheritable setegid seteuid setgid setgroups "
        "setpgid setpriority setregid setresgid setresuid setreuid setsid setuid setxattr getxattr statvfs "
        "symlink sync sysconf system tcgetpgrp tcsetpgrp times truncate ttyname unlink unshare utime wait wait3 "
        "wait4 waitid waitpid write writev posix_spawn posix_spawnp memfd_create eventfd"
    ).split()
)

# What `from posix import *` takes, in the full `os`.
__all__ = [known for known in globals() if not known.startswith("_")] + sorted(_REFUSED)


def __getattr__(name):
    if name not in _REFUSED:
        raise AttributeError("module 'posix' has no attribute %r" % name)
    value = globals()[name] = _refusing(name)
    return value
