"""Packages over all issues at once: the exact frontier, fair points and trades between issues."""
