"""A whole import taken back while nothing depends on it: what it made goes, what it changed is as it was before."""

from dayaq.registry.imports.reversing.dependents import Dependent, dependents
from dayaq.registry.imports.reversing.step import CHUNK, Reversal

__all__ = ["CHUNK", "Dependent", "Reversal", "dependents"]
