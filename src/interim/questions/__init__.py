"""One file for each question that needs more or less than the whole flow, named as its command."""
