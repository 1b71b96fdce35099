"""Where people meet all this: commands, terminal, brief, workbench, notebook. Layout only."""
