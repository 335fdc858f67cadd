"""`make bench`: every measurement in a database of its own, then one table: figure, dataset, measured, beside, ratio.

python -m tests.bench [--scale 0.1] [--only people_import]
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from dayaq.cli import embedded, output
from dayaq.cli.processes import child_environment
from tests.bench.figure import HEAD, Figure

MODULES = (
    "people_import",
    "search",
    "recall",
    "wall",
    "caseload",
    "population",
    "linkage",
)  # a module that is not there is passed over


def main() -> None:
    """Run the measurements one after the other, each in a fresh database, and print what they found."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the full number of rows")
    parser.add_argument("--only", action="append", choices=MODULES, help="only these")
    given = parser.parse_args()
    figures: list[Figure] = []
    for name in given.only or MODULES:
        if (Path(__file__).parent / f"{name}.py").exists():
            output.say(f"— {name}")
            figures += _run(name, given.scale)
    print(output.table(figures, head=HEAD))
    print(f"\n{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, load {_load()}")


def _load() -> str:
    return ", ".join(f"{one:.1f}" for one in os.getloadavg())


def _run(name: str, scale: float) -> list[Figure]:
    """Measure in a process of its own, because settings are read once."""
    folder = Path(tempfile.mkdtemp(prefix="dayaq-bench-"))
    server = embedded.start(folder)
    try:
        environment = child_environment(DAYAQ_ENV="demo", DAYAQ_HOME=str(folder))
        manage = [sys.executable, "-m", "dayaq.cli.main", "manage"]
        quietly = ["--no-input", "--verbosity", "0"]
        subprocess.run(
            [*manage, "migrate", *quietly], env={**environment, "DATABASE_URL": server.owner_url}, check=True
        )
        subprocess.run(
            [*manage, "collectstatic", *quietly], env={**environment, "DATABASE_URL": server.url}, check=True
        )
        measure = [sys.executable, "-m", "tests.bench", "--measure", name, str(scale)]
        found = subprocess.run(
            measure,
            env={**environment, "DATABASE_URL": server.superuser_url},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return [Figure(*line.split("\t")) for line in found.stdout.splitlines() if line.count("\t") == 4]
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def measure(name: str, scale: float) -> None:
    """In the measuring process: set Django up, run one module, print its figures separated by tabs."""
    from dayaq.cli import installation

    installation.set_up_django()
    for figure in import_module(f"tests.bench.{name}").main(output.say, scale) or ():
        print("\t".join(figure))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(sys.argv[2], float(sys.argv[3]))
    else:
        main()
