"""Plain Splink with the example models of its own documentation (MIT licence), written down as they stand there.

Sources, in github.com/moj-analytical-services/splink, docs/demos/examples/duckdb: ``febrl3.ipynb`` for FEBRL3,
``accuracy_analysis_from_labels_column.ipynb`` for fake_1000 (of the examples on this file the one that finds most), and
``deduplicate_50k_synthetic.ipynb`` for a population, with our columns in the places of theirs.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

Scored = tuple[int, int, float]  # row numbers as a spreadsheet shows them, and the probability
logging.getLogger("splink").setLevel(logging.ERROR)


def febrl3(path: Path) -> Iterator[Scored]:
    """As febrl3.ipynb."""
    api = _read(path)
    settings = SettingsCreator(
        unique_id_column_name="row",
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[
            block_on(name) for name in ("soc_sec_id", "given_name", "surname", "date_of_birth", "postcode")
        ],
        comparisons=[
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
        ],
        retain_intermediate_calculation_columns=True,
    )
    linker = _linker(api, settings)
    linker.training.estimate_probability_two_random_records_match(
        [
            block_on("soc_sec_id"),
            block_on("given_name", "surname", "date_of_birth"),
            "l.given_name = r.surname and l.surname = r.given_name and l.date_of_birth = r.date_of_birth",
        ],
        recall=0.9,
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=2)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("date_of_birth"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("postcode"))
    return _predicted(linker)


def fake_1000(path: Path) -> Iterator[Scored]:
    """As accuracy_analysis_from_labels_column.ipynb."""
    api = _read(path, dates=("dob",))
    settings = SettingsCreator(
        unique_id_column_name="row",
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[block_on(name) for name in ("first_name", "surname", "dob", "email")],
        comparisons=[
            cl.ForenameSurnameComparison("first_name", "surname"),
            cl.DateOfBirthComparison("dob", input_is_string=False),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.EmailComparison("email"),
        ],
        retain_intermediate_calculation_columns=True,
    )
    linker = _linker(api, settings)
    linker.training.estimate_probability_two_random_records_match(
        [
            "l.first_name = r.first_name and levenshtein(r.dob::VARCHAR, l.dob::VARCHAR) <= 1",
            "l.surname = r.surname and levenshtein(r.dob::VARCHAR, l.dob::VARCHAR) <= 1",
            "l.first_name = r.first_name and levenshtein(r.surname, l.surname) <= 2",
            "l.email = r.email",
        ],
        recall=0.7,
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=5)
    for rule in (block_on("dob"), block_on("email"), block_on("first_name", "surname")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule, estimate_without_term_frequencies=True)
    return _predicted(linker)


OURS = {
    "given_name": "Ad", "surname": "Soyad", "birth_date": "Doğum tarixi", "unit": "Rayon", "father_name": "Ata adı",
    "fin": "FİN",
}  # fmt: skip


def population(path: Path, columns: Mapping[str, str] | None = None) -> Iterator[Scored]:
    """As deduplicate_50k_synthetic.ipynb: the district for the postcode, the father's name for the place of birth, the
    FİN for the occupation. Where the documentation blocks on a part of the postcode, we have only the whole district.
    """
    chosen = {name: column for name, column in (columns or OURS).items() if name in OURS}
    api = _read(path, rename=chosen)
    settings = SettingsCreator(
        unique_id_column_name="row",
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[
            block_on("substr(given_name,1,3)", "substr(surname,1,4)", "unit"),
            block_on("surname", "birth_date"),
            block_on("given_name", "birth_date"),
            block_on("unit", "given_name", "surname"),
            block_on("birth_date", "father_name"),
            block_on("unit", "birth_date"),
            block_on("substr(given_name,1,2)", "substr(surname,1,2)", "right(birth_date,4)", "unit"),
            block_on("fin"),
        ],
        comparisons=[
            cl.ForenameSurnameComparison("given_name", "surname", forename_surname_concat_col_name="both_names"),
            cl.DateOfBirthComparison("birth_date", input_is_string=True, datetime_format="%d.%m.%Y"),
            cl.ExactMatch("unit").configure(term_frequency_adjustments=True),
            cl.ExactMatch("father_name").configure(term_frequency_adjustments=True),
            cl.ExactMatch("fin"),
        ],
        retain_intermediate_calculation_columns=True,
    )
    linker = _linker(api, settings)
    linker.training.estimate_probability_two_random_records_match(
        [
            block_on("given_name", "surname", "birth_date"),
            block_on("substr(given_name,1,2)", "surname", "unit", "father_name"),
            block_on("birth_date", "unit", "father_name"),
        ],
        recall=0.6,
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e7)
    for rule in (block_on("given_name", "surname"), block_on("birth_date")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule, estimate_without_term_frequencies=True)
    return _predicted(linker)


def _read(path: Path, *, dates: tuple[str, ...] = (), rename: Mapping[str, str] | None = None) -> DuckDBAPI:
    connection = duckdb.connect(config={"autoinstall_known_extensions": False})
    raw = connection.read_csv(str(path), all_varchar=True)
    names = {column.strip(): column for column in raw.columns} if rename is None else rename
    cells = {name: f"nullif(trim(\"{column}\"), '')" for name, column in names.items()}
    chosen = [
        f"cast({cell} as date) as {name}" if name in dates else f"{cell} as {name}" for name, cell in cells.items()
    ]
    if rename is not None:
        chosen.append(f"{cells['given_name']} || ' ' || {cells['surname']} as both_names")
    connection.execute(
        f"create table people as select row_number() over () + 1 as row, {', '.join(chosen)} "
        f"from read_csv('{path}', all_varchar = true)"
    )
    return DuckDBAPI(connection=connection)


def _linker(api: DuckDBAPI, settings: SettingsCreator) -> Linker:
    return Linker(api.register(api.duckdb_con.table("people")), settings, log_level=None)


def _predicted(linker: Linker) -> Iterator[Scored]:
    predicted = linker.inference.predict(threshold_match_probability=0.01, warning_mode="never")
    columns = "least(row_l, row_r), greatest(row_l, row_r), match_probability"
    yield from predicted.as_duckdbpyrelation().project(columns).fetchall()
