"""Proposals on their way to an agenda."""
