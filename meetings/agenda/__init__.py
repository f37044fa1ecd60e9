"""The agenda of a meeting as its readers meet it."""
