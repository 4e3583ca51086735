"""The configuration of a test run, of which there is none here."""

db = db_url = db_opts = options = file_config = None
