"""The commands of `interim`, one module each, named as the command.

A module imports click and the shared options at its top, and what the command needs when it
runs, so that `interim --help` answers at once.
"""
