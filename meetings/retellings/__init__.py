"""Positions from before the portal: what a file of them says, and what comes in of it."""
