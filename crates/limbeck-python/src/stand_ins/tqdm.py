"""`tqdm`: loops without a progress bar, which belongs to the command line."""


class tqdm:
    """The iterable, as it is."""

    def __init__(self, iterable=None, *arguments, **keywords):
        self.iterable = iterable
        self.n = 0

    def __iter__(self):
        return iter(self.iterable)

    def __len__(self):
        return len(self.iterable)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    def _nothing(self, *arguments, **keywords):
        """Nothing is shown."""

    update = close = refresh = set_description = set_postfix = write = _nothing


def trange(*arguments, **keywords):
    return tqdm(range(*arguments))
