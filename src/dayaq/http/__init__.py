"""The interface for machines: the same actions, queries and policies as the pages, over HTTP and JSON."""
