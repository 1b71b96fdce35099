"""The flow over the stages, and what comes of it: run, record, result, document; long runs."""
