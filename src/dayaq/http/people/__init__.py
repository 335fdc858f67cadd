"""Persons and households for machines."""
