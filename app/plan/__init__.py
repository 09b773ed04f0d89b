"""The plan of a study as a file: its sheets and columns, reading, checking and comparing. It knows no database."""
