"""Renders the templates of this folder with Mako itself: `render.py TARGET` writes what comes of them there."""

import datetime
import pathlib
import sys

from mako.template import Template


class Config:
    def get_main_option(self, name):
        return {"databases": "one, two"}[name]


def comma(value):
    return "" if value is None else value if isinstance(value, str) else ", ".join(value)


target = pathlib.Path(sys.argv[1])
for path in sorted(pathlib.Path(__file__).parent.glob("*.mako")):
    try:
        text = Template(filename=str(path)).render_unicode(
            config=Config(),
            comma=comma,
            up_revision="ae1027a6acf",
            down_revision=("aaa", "bbb"),
            branch_labels=("label",),
            depends_on=None,
            create_date=datetime.datetime(2024, 3, 9, 5, 6, 7, 89012, datetime.timezone.utc),
            message="it's \"the\" message",
        )
    except Exception:
        continue
    (target / path.name).with_suffix(".expected").write_bytes(text.encode())
