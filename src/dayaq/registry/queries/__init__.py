"""Reads of the registry; each says how many statements it runs."""
