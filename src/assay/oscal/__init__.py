"""oscal: the wire format. Documents in and out of JSON, YAML and XML, unchanged."""
