"""The agenda of a meeting as its readers see it."""
