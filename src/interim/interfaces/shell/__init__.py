"""What the commands share: options, streams and exit codes, files written, runs with progress."""
