"""The rules of the callback round, without a database."""
