"""Signed cookies, sealed contacts, and what every reply and every request must obey."""
