"""The revisions of the project, read by Rust."""

from _limbeck import call


class Script:
    """A revision, without its code."""

    def __init__(self, facts):
        self.__dict__.update(facts)

    @property
    def is_head(self):
        return not self.nextrev

    @property
    def is_base(self):
        return self.down_revision is None

    @property
    def is_branch_point(self):
        return len(self.nextrev) > 1

    @property
    def is_merge_point(self):
        return isinstance(self.down_revision, tuple)

    def __repr__(self):
        return "Script(%r)" % self.revision


def _script(facts):
    if facts is None:
        return None
    if isinstance(facts["down_revision"], list):
        facts["down_revision"] = tuple(facts["down_revision"])
    facts["dependencies"] = tuple(facts["dependencies"])
    for name in ("nextrev", "branch_labels"):
        facts[name] = frozenset(facts[name])
    return Script(facts)


class ScriptDirectory:
    """The project's revisions."""

    def __init__(self, config):
        self.config = config

    @classmethod
    def from_config(cls, config):
        from _placeholder import Placeholder

        if isinstance(config, Placeholder):
            return config._child(".script_directory")
        return cls(config)

    @property
    def dir(self):
        return call("script.dir")

    @property
    def versions(self):
        return call("script.versions")

    def get_heads(self):
        return call("script.get_heads")

    def get_current_head(self):
        return call("script.get_current_head")

    def get_base(self):
        bases = self.get_bases()
        if len(bases) > 1:
            from ..util.exc import CommandError

            raise CommandError("The script directory has multiple bases (due to branching).")
        return bases[0] if bases else None

    def get_bases(self):
        return call("script.get_bases")

    def get_revision(self, id_):
        return _script(call("script.get_revision", {"id": id_}))

    def get_revisions(self, id_):
        return tuple([_script(facts) for facts in call("script.get_revisions", {"id": id_})])

    def as_revision_number(self, id_):
        found = call("script.as_revision_number", {"id": id_})
        return tuple(found) if isinstance(found, list) else found

    def walk_revisions(self, base="base", head="heads"):
        for facts in call("script.walk_revisions", {"base": base, "head": head}):
            yield _script(facts)
