"""What an analyst writes: the case folder, its model and its reader."""
