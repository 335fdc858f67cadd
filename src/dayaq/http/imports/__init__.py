"""Imports for machines."""
