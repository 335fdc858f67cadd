"""The one door to populations of any size, for the commands and the measurements."""

from dayaq.seeds.nation.files import write_files
from dayaq.seeds.nation.plan import BLOCK, DAY, EDITION, MOST, Plan

__all__ = ["BLOCK", "DAY", "EDITION", "MOST", "Plan", "write_files"]
