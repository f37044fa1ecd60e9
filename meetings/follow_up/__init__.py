"""What came of it: the positions with what each organisation decided, and the goals that are served or
untouched. Everyone sees the same pages; each reader's figures count what that reader may read."""
