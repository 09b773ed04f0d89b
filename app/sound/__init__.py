"""Recordings as bytes: checked, made small and equally loud, in a program of its own."""
