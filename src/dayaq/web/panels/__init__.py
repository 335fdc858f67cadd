"""Panels: what waits to be scored, sittings and their results, members, criteria."""
