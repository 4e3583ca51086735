"""The exceptions of templates."""


class MakoException(Exception):
    pass


class RuntimeException(MakoException):
    pass
