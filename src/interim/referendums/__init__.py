"""Votes on sovereignty that were held: what can be told of a result beforehand, and how well."""
