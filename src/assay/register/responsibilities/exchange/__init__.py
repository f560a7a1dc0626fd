"""exchange: responsibilities in and out of the documents that the field uses."""
