<%!
import re

%>"""${message}

Create Date: ${create_date.strftime("%d.%m.%Y %H:%M")}
"""
revision = ${repr(up_revision)}


def upgrade(engine_name):
    globals()["upgrade_%s" % engine_name]()

<%
    db_names = config.get_main_option("databases")
%>

## one pair of functions for each database

% for db_name in re.split(r',\s*', db_names):

def upgrade_${db_name}():
    ${context.get("%s_upgrades" % db_name, "pass")}


def downgrade_${db_name}():
    ${context.get("%s_downgrades" % db_name, "pass")}

% endfor
