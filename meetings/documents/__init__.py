"""Documents (handlingar): as readers see them, put together, uploaded and downloaded."""
