"""Azerbaijani text: case, sorting, folding, Cyrillic, and keys under which spellings of one name meet.

Pure functions on str, no Django. Python's own casing is wrong for Azerbaijani and the embedded PostgreSQL has no ICU,
so everything that must be searched or sorted is computed here and stored (inventory 3.1, 3.2, 3.4).
"""

from dayaq.core.aztext.casing import az_lower, az_title, az_upper
from dayaq.core.aztext.cyrillic import cyrillic_to_latin
from dayaq.core.aztext.folding import Change, Repaired, fold, is_mixed_script, repair
from dayaq.core.aztext.namekeys import name_key, name_similarity
from dayaq.core.aztext.sorting import ALPHABET, sort_key

__all__ = [
    "ALPHABET",
    "Change",
    "Repaired",
    "az_lower",
    "az_title",
    "az_upper",
    "cyrillic_to_latin",
    "fold",
    "is_mixed_script",
    "name_key",
    "name_similarity",
    "repair",
    "sort_key",
]
