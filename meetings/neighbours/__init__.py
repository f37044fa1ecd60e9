"""Meetings in other regions' systems, for those who sit there too: nothing of them is ours."""
