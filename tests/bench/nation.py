"""The country of `dayaq seed` as one spreadsheet, each record with the person it truly is."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

_SPREADSHEET = """
copy (
  select fin as "FİN", surname as "Soyad", given_name as "Ad", father_name as "Ata adı", sex as "Cins",
    strftime(birth_date, '%d.%m.%Y') as "Doğum tarixi", unit as "Rayon", address as "Ünvan", phone as "Telefon",
    person_id as truth
  from '{folder}/persons.parquet' join '{folder}/truth.parquet' using (record_id) order by record_id
) to '{path}' (header, delimiter ',')
"""


def write(path: Path, persons: int) -> None:
    """A CSV file of ``persons`` people with their second records; the column ``truth`` names the person."""
    with tempfile.TemporaryDirectory() as folder:
        words = ["seed", "--persons", str(persons), "--out", "parquet", "--to", folder]
        subprocess.run([sys.executable, "-m", "dayaq.cli.main", *words], check=True, capture_output=True)
        with duckdb.connect(config={"autoinstall_known_extensions": False}) as connection:
            connection.execute(_SPREADSHEET.format(folder=folder, path=path))
