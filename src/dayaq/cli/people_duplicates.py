"""`dayaq people duplicates`: who stands twice in a spreadsheet or in the registry."""

import csv
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

import click

from dayaq.accounts.api import system_user
from dayaq.accounts.models import User
from dayaq.cli import output
from dayaq.registry import api

SHOWN = 25  # pairs told on the terminal; all of them are in the JSON and in the file
READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)
WRITABLE = click.Path(dir_okay=False, path_type=Path)
COLUMNS = ("left", "right", "probability", "cluster", "left_key", "right_key")


@click.command("duplicates")
@click.argument("file", type=READABLE, required=False)
@click.option("--registry", is_flag=True, help="Compare the registry's persons instead of a file.")
@click.option("--map", "map_file", type=READABLE, help="Mapping of the columns, in TOML.")
@click.option("--show-map", is_flag=True, help="Print the mapping that would be used, as TOML, and end.")
@click.option(
    "--threshold", type=click.FloatRange(0.0, 1.0), help="Link from this probability on.  [default: by --precision]"
)
@click.option(
    "--precision", type=click.FloatRange(0.5, 1.0), default=api.LINK_PRECISION, show_default=True,
    help="Choose the threshold at which so many of the links are expected to be right.",
)  # fmt: skip
@click.option("--queue", is_flag=True, help="With --registry: ask people about the pairs, in the queue of the pages.")
@click.option("--out", type=WRITABLE, help="Write the pairs here, as CSV.")
@click.option("--save-model", type=WRITABLE, help="Keep what was learned, as JSON.")
@click.option("--model", "model_file", type=READABLE, help="Score by a kept model instead of learning anew.")
@click.option("--as", "username", default="", help="With --registry: see with the eyes of this account.")
@click.option("--json", "as_json", is_flag=True, help="Print pairs, clusters and expectations as JSON on stdout.")
@click.pass_context
def command(ctx: click.Context, /, **given: Any) -> None:
    """Find records that are one person, in FILE (CSV, XLSX) or with --registry among the registry's persons.

    No person is changed. Each pair has the probability that it is one person; pairs that hold together are a cluster.
    Rows are called by their number in the spreadsheet, persons by their id. Columns that the mapping does not know as
    a person's data can be compared too: name them under [compare].

    Exit code 0: done; 1: done, some rows could not be read; 2: nothing could be done.

    \b
    Example: dayaq people duplicates people.xlsx
             dayaq people duplicates febrl3.csv --map examples/febrl3.toml --json
             dayaq people duplicates --registry --out pairs.csv --save-model model.json
             dayaq people duplicates --registry --queue
    """
    ctx.exit(_duplicates(**given))


def _duplicates(
    file: Path | None,
    registry: bool,
    map_file: Path | None,
    show_map: bool,
    threshold: float | None,
    precision: float,
    queue: bool,
    out: Path | None,
    save_model: Path | None,
    model_file: Path | None,
    username: str,
    as_json: bool,
) -> int:
    if bool(file) == registry:
        output.fail("Give a file, or --registry.")
    if queue and not registry:
        output.fail("Only persons of the registry can be put into the queue: give --registry with --queue.")
    model = api.LinkageModel.from_json(model_file.read_text(encoding="utf-8")) if model_file else None
    with output.progress("Finding duplicates", len(api.LINKAGE_STEPS)) as bar:

        def tell(_step: str) -> None:
            bar.advance()

        if file:
            mapping, sheet = _mapped(file, map_file)
            if show_map:
                click.echo(api.mapping_as_toml(mapping), nl=False)
                return output.DONE
            linking: AbstractContextManager[api.Linkage] = api.link_sheet(sheet, mapping, model=model, tell=tell)
        else:
            linking = api.link_registry(_account(username), model=model, tell=tell)
        with linking as linkage:
            if queue:
                _ask(linkage, _account(username))
            return _report(linkage, threshold, precision, out, save_model, as_json=as_json)


def _mapped(file: Path, map_file: Path | None) -> tuple[api.Mapping, api.Sheet]:
    content = file.read_bytes()
    if map_file:
        mapping = api.parse_mapping(map_file.read_text(encoding="utf-8"), default_source=file.stem)
        return mapping, api.read_sheet(file.name, content, mapping.file)
    sheet = api.read_sheet(file.name, content, api.FileOptions())
    mapping = api.propose_mapping(sheet, source=api.source_code(file.stem))
    output.say("Mapping: proposed from the header.")
    used = mapping.used()
    if left := [header for header in sheet.header if header not in used]:
        output.say(f"Not compared: {', '.join(left)}. To compare one, name it under [compare] in a mapping.")
    return mapping, sheet


def _account(username: str) -> User:
    if not username:
        return system_user()
    account = User.objects.filter(username__iexact=username, is_active=True).first()
    if account is None:
        output.fail(f"There is no active account called {username}.")
    return account


def _ask(linkage: api.Linkage, by: User) -> None:
    """Put the pairs that are worth a person's look into the queue."""
    pairs = linkage.pairs(api.REVIEWED)
    run = api.record_pairs(by=by, model=linkage.model.name, pairs=pairs, threshold=api.REVIEWED)
    output.say(f"The queue: {run.found:,} pairs, {run.added:,} of them new, {run.reopened:,} asked about again.")


def _report(
    linkage: api.Linkage, threshold: float | None, precision: float, out: Path | None, save_model: Path | None, *,
    as_json: bool,
) -> int:  # fmt: skip
    chosen = linkage.threshold_for(precision) if threshold is None else threshold
    clusters = linkage.clusters(chosen)
    of_row = {row: number for number, group in enumerate(clusters.groups, start=1) for row in group}
    keys = linkage.keys()
    if save_model:
        save_model.write_text(linkage.model.to_json(), encoding="utf-8")
    if out:
        _write(out, linkage.linked(clusters), of_row, keys)
    expected = linkage.expected_at(chosen)
    summary: dict[str, Any] = {
        "records": linkage.count,
        "rejected": list(linkage.taken.rejected),
        "fields": [{"name": field.name, "kind": field.kind} for field in linkage.fields],
        "compared": linkage.compared,
        "model": linkage.model.name,
        "threshold": chosen,
        "expected": asdict(expected),
        "expectations": [asdict(one) for one in linkage.expected()],
    }
    if as_json:
        pairs = [_plain(pair, of_row, keys) for pair in linkage.linked(clusters)]
        groups = [
            {"cluster": of_row[group[0]], "rows": list(group), **_keyed(group, keys)} for group in clusters.groups
        ]
        apart = [{"left": left, "right": right, "probability": p} for left, right, p in clusters.apart]
        output.print_json({**summary, "pairs": pairs, "clusters": groups, "kept_apart": apart})
    _tell(linkage, clusters, summary, keys)
    return output.REJECTED if linkage.taken.rejected else output.DONE


def _plain(pair: api.Pair, of_row: dict[int, int], keys: dict[int, str]) -> dict[str, Any]:
    named = {"left_key": keys[pair.left], "right_key": keys[pair.right]} if keys else {}
    weights = [asdict(weight) for weight in pair.weights]
    return {
        "left": pair.left, "right": pair.right, **named, "probability": pair.probability,
        "cluster": of_row[pair.left], "weights": weights,
    }  # fmt: skip


def _keyed(group: tuple[int, ...], keys: dict[int, str]) -> dict[str, list[str]]:
    return {"keys": [keys[row] for row in group]} if keys else {}


def _write(path: Path, pairs: Iterator[api.Pair], of_row: dict[int, int], keys: dict[int, str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for pair in pairs:
            named = [api.harmless_cell(keys.get(row, "")) for row in (pair.left, pair.right)]
            writer.writerow([pair.left, pair.right, pair.probability, of_row[pair.left], *named])


def _tell(linkage: api.Linkage, clusters: api.Clusters, summary: dict[str, Any], keys: dict[int, str]) -> None:
    shown = list(islice(linkage.linked(clusters, doubtful_first=True), SHOWN))
    if shown:
        output.say("The least certain of the pairs:")
        rows = [
            (keys.get(p.left) or p.left, keys.get(p.right) or p.right, f"{p.probability:.4f}", _said(p)) for p in shown
        ]
        output.say(output.table(rows, head=("one", "other", "probability", "what speaks against")))
    links = sum(len(group) * (len(group) - 1) // 2 for group in clusters.groups)
    if links > len(shown):
        output.say(f"… and {links - len(shown):,} more pairs: see --json, or --out.")
    expected = summary["expected"]
    output.say(
        f"{linkage.count:,} records, {linkage.compared:,} pairs compared: {links:,} pairs are one person, in "
        f"{len(clusters.groups):,} clusters."
    )
    if links:
        output.say(
            f"From probability {summary['threshold']:.3f} on. Expected: {expected['precision']:.2%} of the links "
            f"right, {expected['recall']:.2%} of the duplicates found. Model {summary['model']}."
        )
    if clusters.apart:
        output.say(f"{len(clusters.apart):,} pairs look alike and are kept apart: others of their clusters disagree.")
    if rejected := summary["rejected"]:
        output.say(f"{len(rejected):,} rows could not be read: {', '.join(map(str, rejected[:10]))}")


def _said(pair: api.Pair) -> str:
    """What differs, the heaviest first."""
    against = sorted((weight for weight in pair.weights if weight.bits < 0), key=lambda weight: weight.bits)
    return "; ".join(
        f"{one.comparison}: {one.left[:24]} / {one.right[:24]}" for one in against[:3] if one.left != one.right
    )
