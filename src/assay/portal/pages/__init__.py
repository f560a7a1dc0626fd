"""One module for each page: read the question, build the value, show it."""
