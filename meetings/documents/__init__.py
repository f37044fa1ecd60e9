"""Documents (handlingar): as readers meet them, put together, taken in and handed out."""
