"""The stages of the model: pure functions from case, plan and futures to arrays."""
