<%!
import re
%>"""${message}

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
Create Date: ${create_date}

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa
${imports if imports else ""}

# What Alembic knows this script by.
revision: str = ${repr(up_revision)}
down_revision: Union[str, Sequence[str], None] = ${repr(down_revision)}
branch_labels: Union[str, Sequence[str], None] = ${repr(branch_labels)}
depends_on: Union[str, Sequence[str], None] = ${repr(depends_on)}


def upgrade(engine_name: str) -> None:
    """Makes the change in one of the databases."""
    globals()["upgrade_" + engine_name]()


def downgrade(engine_name: str) -> None:
    """Takes the change in one of the databases back."""
    globals()["downgrade_" + engine_name]()

## A pair of functions for every database of the option `databases`.
<% names = re.split(r",\s*", config.get_main_option("databases")) %>\
% for name in names:

def upgrade_${name}() -> None:
    """Makes the change in ${name}."""
    ${context.get(name + "_upgrades", "pass")}


def downgrade_${name}() -> None:
    """Takes the change in ${name} back."""
    ${context.get(name + "_downgrades", "pass")}

% endfor
