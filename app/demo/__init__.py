"""The demo study: a replay of a published study with invented schools, people and answers.

Only counts and scale statistics are published (see `published/README.md`). Knows nothing else of this house.
"""
