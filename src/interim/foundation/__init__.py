"""What all else stands on, and nothing of a case: errors, estimates, files, threads, words."""
