"""Pages on which somebody decides whether two records are one person."""
