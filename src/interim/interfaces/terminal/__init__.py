"""What each command shows on a terminal: sentences and tables, laid out and nothing else."""
