"""Duplicates in any file against its truth, and on demand beside plain Splink; the result as JSON.

python -m tests.bench.truth FILE.csv --truth COLUMN_OR_FILE [--map MAP.toml] [--plain]
"""

import argparse
import csv
import json
import time
from pathlib import Path

from dayaq.cli import installation


def main() -> None:
    """Measure one file. The truth is a column of it that no mapping names, or a CSV file: row number, person."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.truth", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--truth", required=True, help="column of the file, or a CSV file: row number, person")
    parser.add_argument("--map", type=Path, dest="map_file")
    parser.add_argument("--plain", action="store_true", help="also plain Splink, on the columns of the mapping")
    given = parser.parse_args()
    installation.with_database()
    installation.set_up_django()
    _measure(given.file, given.truth, given.map_file, given.plain)


def _measure(file: Path, truth_name: str, map_file: Path | None, plain: bool) -> None:
    from dayaq.registry.api import parse_mapping
    from tests.bench import linkage, plain_splink

    truth = _rows(Path(truth_name)) if Path(truth_name).is_file() else linkage.column(file, truth_name)
    right = linkage.same_person(truth)
    links, seconds, memory = linkage.command(file, map_file)
    quality = linkage.measured(links, right)
    told: dict[str, object] = {
        "records": len(truth), "pairs": len(right), **quality._asdict(), "f1": quality.f1, "seconds": seconds,
        "megabytes": memory,
    }  # fmt: skip
    if plain:
        mapping = parse_mapping((map_file or linkage.proposed(file)).read_text(encoding="utf-8"), default_source="x")
        started = time.perf_counter()
        scored = list(plain_splink.population(file, {name: one[0] for name, one in mapping.columns.items()}))
        taken = time.perf_counter() - started
        best = linkage.best_of(scored, right)
        told |= {"plain_seconds": taken, "plain_best": {**best._asdict(), "f1": best.f1}, "ratio": seconds / taken}
    print(json.dumps(told, indent=2))


def _rows(path: Path) -> dict[int, str]:
    with path.open(encoding="utf-8", newline="") as file:
        return {int(row[0]): row[1] for row in csv.reader(file) if row and row[0].isdigit()}


if __name__ == "__main__":
    main()
