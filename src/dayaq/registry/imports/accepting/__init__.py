"""Good rows become persons: a chunk is one transaction of a few statements, whatever its size."""

from dayaq.registry.imports.accepting.step import CHUNK, Acceptance, accept_step

__all__ = ["CHUNK", "Acceptance", "accept_step"]
