"""Carries out one step of a plan with the project's own Alembic. Started by limbeck, which holds the lock meanwhile.

The arguments are those of Alembic's command line, with `upgrade` or `downgrade` and the revision whose script is to run.
"""

import os
import sys

from alembic.config import CommandLine
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationStep
from alembic.script import ScriptDirectory
from alembic.util import CommandError


class OneStep(CommandLine):
    def run_cmd(self, config, options):
        # Not among the arguments, where everybody on the machine could read it.
        url = os.environ.pop("LIMBECK_STEP_URL", None)
        if url is not None:
            config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
        # Flask-Migrate's ini file does not say where the scripts are.
        if config.get_main_option("script_location") is None:
            config.set_main_option("script_location", os.environ["LIMBECK_STEP_FOLDER"].replace("%", "%%"))
        upgrades = options.cmd[0].__name__ == "upgrade"
        scripts = ScriptDirectory.from_config(config)
        revision = scripts.get_revision(options.revision)
        make = MigrationStep.upgrade_from_script if upgrades else MigrationStep.downgrade_from_script

        def steps(rows, context):
            return [make(scripts.revision_map, revision)]

        with EnvironmentContext(
            config, scripts, fn=steps, as_sql=False, destination_rev=options.revision, tag=options.tag
        ):
            scripts.run_env()


try:
    OneStep(prog="alembic").main(sys.argv[1:])
except CommandError as error:
    sys.exit("FAILED: %s" % error)
