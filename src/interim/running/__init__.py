"""Runs that outgrow one machine, or its memory, or an evening; nothing that is done gets lost."""
