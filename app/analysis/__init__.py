"""What needs the libraries of the `[analysis]` extra. It runs in a process of its own and knows nothing of the study.

One request as JSON on standard input, one reply as JSON on standard output: `python -m app.analysis`.
"""
