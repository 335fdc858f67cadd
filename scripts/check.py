"""The check: everything that must hold before a commit (`make check`), and everything there is (`make test`).

Fast and static steps come first; the first step that fails ends the run. The table at the end says how long each took.
"""

import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable


@dataclass(frozen=True, slots=True)
class Step:
    """One command; it passes with exit code 0."""

    name: str
    command: tuple[str, ...]


def module(name: str, *arguments: str) -> tuple[str, ...]:
    """A tool by its module, so that it is the one of this environment even if the folder was moved."""
    return (PYTHON, "-m", name, *arguments)


CHECK = (
    Step("lint", module("ruff", "check")),
    Step("format", module("ruff", "format", "--check")),
    Step("house", (PYTHON, "-c", "from importlinter.cli import lint_imports_command as run; run()")),
    Step("messages", (PYTHON, "scripts/messages.py", "--check")),
    Step("reference", (PYTHON, "scripts/docs.py", "--check")),
    Step("templates", module("djlint", "src/dayaq/templates", "--lint", "--quiet")),
    Step("types", module("mypy")),
    Step("tests", module("pytest", "-q", "-n", "2", "-m", "not journey and not long")),
)
LONG = (
    Step("long", module("pytest", "-q", "-m", "long")),
    Step("journeys", module("pytest", "-q", "-m", "journey")),
)


def run(steps: tuple[Step, ...]) -> int:
    """Run the steps in order up to the first that fails; returns the exit code."""
    rows: list[tuple[str, str, float, str]] = []
    for step in steps:
        print(f"\n── {step.name}: {' '.join(step.command[1:])[:100]}", flush=True)
        started = time.monotonic()
        process = subprocess.Popen(
            step.command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
        )
        last = ""
        for line in process.stdout or ():
            print(line, end="", flush=True)
            last = line.strip() or last
        failed = process.wait() != 0
        summary = re.sub(r"^=+ | =+$", "", last)
        rows.append((step.name, "FAILED" if failed else "passed", time.monotonic() - started, summary))
        if failed:
            break
    print()
    for name, outcome, seconds, summary in rows:
        print(f"{name:<10} {outcome:<7} {seconds:7.1f} s  {summary[:90]}")
    left = steps[len(rows) :]
    failed = rows[-1][1] == "FAILED"
    for step in left:
        print(f"{step.name:<10} not run")
    print(f"{'in all':<10} {'FAILED' if failed else 'passed':<7} {sum(row[2] for row in rows):7.1f} s")
    return 1 if failed else 0


def main(arguments: list[str]) -> int:
    """`check.py` or `check.py --all`."""
    return run((*CHECK, *LONG) if "--all" in arguments else CHECK)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
