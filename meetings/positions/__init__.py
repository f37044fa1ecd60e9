"""Positions as everyone finds them."""
