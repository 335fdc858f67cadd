#!/usr/bin/env python
"""Django's own commands; the same as `dayaq manage …`, which starts the embedded database where none is named."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))

if __name__ == "__main__":
    from dayaq.cli.main import main

    main(["manage", *sys.argv[1:]])
