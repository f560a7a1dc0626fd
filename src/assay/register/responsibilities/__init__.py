"""responsibilities: who answers for a requirement, and what is left to the customer."""
