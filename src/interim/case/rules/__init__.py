"""What must hold across the files of a case, one module per subject."""
