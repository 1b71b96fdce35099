"""Designed experiments: the same futures under many settings of quantities and clauses."""
