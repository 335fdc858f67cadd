"""Several files about the same people, which name them by their source's keys, as one import."""
