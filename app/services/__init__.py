"""What the house can do. Whatever is asked of it, the tallies are kept."""

from app.services import tallies

__all__ = ["tallies"]
