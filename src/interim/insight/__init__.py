"""What drives the answer, and what it looks like in single futures."""
