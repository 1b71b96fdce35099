"""The version of Interim, which stands in documents, caches and messages."""

VERSION = "0.1.0"
