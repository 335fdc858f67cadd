"""Life events: recorded with everything that follows from them, and taken back exactly."""

from dayaq.registry.actions.life.recording import record_life_event
from dayaq.registry.actions.life.undoing import undo_life_event

__all__ = ["record_life_event", "undo_life_event"]
