"""Words and figures that every face shows: each sentence and each figure once."""
