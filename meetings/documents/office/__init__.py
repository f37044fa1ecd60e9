"""Office files: what they carry besides what is meant to be read, the same file without it, and as PDF."""
