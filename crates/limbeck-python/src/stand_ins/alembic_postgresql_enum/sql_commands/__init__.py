"""Values that scripts import from here."""
