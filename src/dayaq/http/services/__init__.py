"""The catalogue of services for machines."""
