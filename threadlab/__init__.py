"""threadlab: from a forum thread to a checked argument map."""

__version__ = "0.1.0"
