"""The outside view: what became of earlier settlements that were like the one on the table."""
