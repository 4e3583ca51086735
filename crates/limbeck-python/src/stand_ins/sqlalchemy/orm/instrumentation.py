"""What mapped classes do beyond their columns: they notice changes, and check values (`@validates`)."""


_Function = type(lambda: None)


def instrument(cls):
    """Lets the objects of a class tell their session what changed."""
    type.__setattr__(cls, "_validators_", _validators(cls))
    if getattr(cls.__setattr__, "_tells_session_", False):
        return
    plain = cls.__setattr__

    def __setattr__(self, name, value):
        if self._validators_ and name in self._validators_:
            value = self._validators_[name](self, name, value)
        plain(self, name, value)
        state = self.__dict__.get("_sa_instance_state")
        if state is not None and state.session is not None:
            state.session._touched[state] = True

    __setattr__._tells_session_ = True
    type.__setattr__(cls, "__setattr__", __setattr__)


def _validators(cls):
    found = {}
    for base in reversed(cls.__mro__):
        for value in base.__dict__.values():
            if isinstance(value, _Function):
                for name in getattr(value, "_validates_", ()):
                    found[name] = value
    return found


def validates(*names, include_removes=False, include_backrefs=True):
    """Marks a method that checks the values of attributes."""

    def decorate(function):
        function._validates_ = names
        return function

    return decorate


def reconstructors(cls):
    """The methods of a class that run when an object has been read."""
    found = cls.__dict__.get("_reconstructors_")
    if found is None:
        found = [
            name
            for base in reversed(cls.__mro__)
            for name, value in base.__dict__.items()
            if isinstance(value, _Function) and getattr(value, "_is_reconstructor", False)
        ]
        type.__setattr__(cls, "_reconstructors_", found)
    return found


def reconstructor(function):
    """Marks a method that runs when an object has been read."""
    function._is_reconstructor = True
    return function
