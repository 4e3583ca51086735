"""Files that `env.py` writes: the SQL of `--sql` may go into several."""

import _io
from _limbeck import call


class OutputFile(_io._RawIOBase):
    """A file that is opened and written outside of the sandbox, where it is decided whether it may be."""

    def __init__(self, name, mode):
        self.name = name
        self.mode = mode
        self._number = call("file.open", {"path": name, "mode": mode})

    def writable(self):
        return True

    def write(self, data):
        data = bytes(data)
        call("file.write", {"file": self._number, "bytes": data})
        return len(data)

    def close(self):
        if not self.closed:
            super().close()
            call("file.close", {"file": self._number})


class TextFile:
    """The text in such a file. It is written at once: nothing is lost if the program does not close it."""

    def __init__(self, raw, encoding, errors):
        self.buffer = raw
        self.name, self.mode = raw.name, raw.mode
        # What `pathlib` says for the system's own.
        self.encoding = "utf-8" if encoding in (None, "locale") else encoding
        self.errors = errors or "strict"

    @property
    def closed(self):
        return self.buffer.closed

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError("write() argument must be str, not %s" % type(text).__name__)
        self.buffer.write(text.encode(self.encoding, self.errors))
        return len(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def writable(self):
        return True

    def readable(self):
        return False

    def flush(self):
        pass

    def isatty(self):
        return False

    def close(self):
        self.buffer.close()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()


def open_for_writing(file, mode, encoding, errors):
    """`open` with a mode that writes."""
    import os

    raw = OutputFile(os.fspath(file), mode)
    return raw if "b" in mode else TextFile(raw, encoding, errors)
