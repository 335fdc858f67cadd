"""Duplicates found by `dayaq people duplicates` with a mapping only, beside plain Splink with the example model of its
own documentation, on the same data in the same run.

FEBRL3 and fake_1000 are compared by pairs with their published truth. Plain Splink's F1 is given at the threshold that
its example uses and at the best of all thresholds, which only the truth can tell; ours is at the threshold that the
command chooses without it. Two made-up populations stand for a registry: a crowd of families, and the country of
`dayaq seed` with its truth file. ``tests.bench.truth`` measures any other file.
"""

from __future__ import annotations

import csv
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from dayaq.registry.api import FileOptions, mapping_as_toml, propose_mapping, read_sheet, source_code
from tests.bench import families, nation, plain_splink
from tests.bench.figure import Figure

Echo = Callable[[str], None]
Link = tuple[int, int]
ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data" / "people"
FAMILIES = 200_000
NATION = 1_000_000


class Quality(NamedTuple):
    """Of the links that were made, and of the pairs that are one person."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __str__(self) -> str:
        return f"F1 {self.f1:.4f} (precision {self.precision:.4f}, recall {self.recall:.4f})"


def main(echo: Echo, scale: float = 1.0) -> list[Figure]:
    """Measure them all; returns the figures for the common table."""
    found = []
    febrl3 = {row: row_key.split("-")[1] for row, row_key in column(DATA / "febrl3.csv", "rec_id").items()}
    found += _beside(
        echo, "FEBRL3", DATA / "febrl3.csv", ROOT / "examples" / "febrl3.toml", febrl3, plain_splink.febrl3, 0.2
    )
    fake = column(DATA / "fake_1000.csv", "cluster")
    found += _beside(
        echo,
        "fake_1000",
        DATA / "fake_1000.csv",
        ROOT / "examples" / "fake_1000.toml",
        fake,
        plain_splink.fake_1000,
        0.5,
    )
    for name, write, count in (
        ("made-up families", families.write, FAMILIES),
        ("the seed's country", nation.write, NATION),
    ):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "people.csv"
            write(path, int(count * scale))
            truth = column(path, "truth")
            found += _beside(echo, name, path, proposed(path), truth, plain_splink.population, 0.95)
    return found


def proposed(path: Path) -> Path:
    """The mapping that the command proposes, written down so that both runs take the same columns."""
    sheet = read_sheet(path.name, path.read_bytes(), FileOptions())
    target = path.with_suffix(".toml")
    target.write_text(mapping_as_toml(propose_mapping(sheet, source=source_code(path.stem))), encoding="utf-8")
    return target


def _beside(
    echo: Echo, name: str, path: Path, map_file: Path, truth: dict[int, str],
    plain: Callable[[Path], Iterable[plain_splink.Scored]], threshold: float,
) -> list[Figure]:  # fmt: skip
    right = same_person(truth)
    ours, seconds, memory = command(path, map_file)
    quality = measured(ours, right)
    dataset = f"{name}, {len(truth):,} records, {len(right):,} pairs"
    echo(f"{dataset}: ours {quality} in {seconds:.1f} s, {memory:,.0f} MB")
    started = time.perf_counter()
    scored = list(plain(path))
    taken = time.perf_counter() - started
    usual = measured({(left, right_row) for left, right_row, p in scored if p >= threshold}, right)
    best = best_of(scored, right)
    echo(f"{dataset}: plain Splink {usual} at {threshold}, {best} at its best, in {taken:.1f} s")
    return [
        Figure(f"duplicates, {name}", dataset, str(quality), f"plain Splink at {threshold}: {usual}",
               f"F1 {quality.f1 - usual.f1:+.4f}"),
        Figure("  the same", dataset, str(quality), f"plain Splink at its best: {best}",
               f"F1 {quality.f1 - best.f1:+.4f}"),
        Figure("  time, the command's start included", dataset, f"{seconds:.1f} s, {memory:,.0f} MB",
               f"plain Splink {taken:.1f} s", f"{seconds / taken:.2f} × its time"),
    ]  # fmt: skip


def command(path: Path, map_file: Path | None) -> tuple[set[Link], float, float]:
    """Links, seconds and megabytes of `dayaq people duplicates`, run as anybody runs it."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "pairs.csv"
        words = [sys.executable, "-m", "dayaq.cli.main", "people", "duplicates", str(path), "--out", str(out)]
        started = time.perf_counter()
        subprocess.run(words + (["--map", str(map_file)] if map_file else []), check=True, capture_output=True)
        seconds = time.perf_counter() - started
        with out.open(encoding="utf-8", newline="") as file:
            links = {(int(row["left"]), int(row["right"])) for row in csv.DictReader(file)}
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return links, seconds, memory


def same_person(truth: dict[int, str]) -> set[Link]:
    """All pairs of row numbers that carry the same truth."""
    groups: dict[str, list[int]] = defaultdict(list)
    for row, person in truth.items():
        groups[person].append(row)
    return {pair for rows in groups.values() for pair in combinations(sorted(rows), 2)}


def measured(links: set[Link], right: set[Link]) -> Quality:
    """Precision and recall of ``links``."""
    hits = len(links & right)
    return Quality(hits / len(links) if links else 1.0, hits / len(right) if right else 1.0)


def best_of(scored: Iterable[plain_splink.Scored], right: set[Link]) -> Quality:
    hits, best = 0, Quality(0.0, 0.0)
    for count, (left, other, _p) in enumerate(sorted(scored, key=lambda one: -one[2]), start=1):
        hits += (left, other) in right
        quality = Quality(hits / count, hits / len(right))
        if quality.f1 > best.f1:
            best = quality
    return best


def column(path: Path, name: str) -> dict[int, str]:
    """Row number as a spreadsheet shows it → what stands in the column."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, skipinitialspace=True)
        place = [cell.strip() for cell in next(reader)].index(name)
        return {number: row[place].strip() for number, row in enumerate(reader, start=2)}
