"""The brief: one self-contained HTML file."""
