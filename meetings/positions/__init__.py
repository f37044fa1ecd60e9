"""Positions as readers find them."""
