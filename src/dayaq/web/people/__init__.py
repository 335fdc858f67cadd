"""Pages of persons and households."""
