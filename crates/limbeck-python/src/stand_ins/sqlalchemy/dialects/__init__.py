"""The dialects' own types and constructs."""
