"""A meeting as a package for the region's e-archive: what is in it, how it is written, checked and read back
(docs/adr/0072)."""
