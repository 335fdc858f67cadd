"""The file and whose it is; what each column means."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from dayaq.registry import api
from dayaq.registry.models import IdentityDocument, ImportSource
from dayaq.web.forms import Form

ENCODINGS: Final = (
    ("", _("Found out from the file")),
    ("utf-8", "UTF-8"),
    ("windows-1254", _("windows-1254 (Latin letters)")),
    ("windows-1251", _("windows-1251 (Cyrillic letters)")),
)
ORDERS: Final = (
    ("", _("Found out from the column")),
    ("dmy", _("Day, month, year")),
    ("mdy", _("Month, day, year")),
    ("ymd", _("Year, month, day")),
)
TAKEN: Final = (
    ("fin_lookalike", _("FİN with O or I: the digits 0 and 1")),
    ("date_two_digit_year", _("Year of two digits: the latest that is not in the future")),
    ("date_excel_serial", _("Day number of a spreadsheet: its date")),
    ("date_no_separators", _("Date without separators: day, month, year")),
)
SAMPLE_LENGTH: Final = 40
COLUMNS_SHOWN: Final = 8
LEFT_OUT: Final = "-"


class SourceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # django-stubs: no runtime subscript
    """A source by its name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class UploadForm(Form):
    """A file, and whose it is."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV, XLSX or Parquet, at most 50 MB; the names of the columns stand in the first row. Or a ZIP file with "
            "several such files about the same people: persons in one, their households, documents, statuses in others."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.xls,.ods,.parquet,.zip"}),
    )
    known = SourceField(
        ImportSource.objects.order_by("name"),
        label=_("Whose file it is"),
        required=False,
        empty_label=_("Not in this list"),
        help_text=_("Row keys are unique within a source, so that a file brought again changes nothing."),
        to_field_name="code",
    )
    source = forms.CharField(label=_("Name of a new source"), required=False, max_length=100)
    encoding = forms.ChoiceField(label=_("Encoding of a CSV file"), choices=ENCODINGS, required=False)

    def clean_file(self) -> Any:
        """Not larger than what is taken, said before it is read."""
        file = self.cleaned_data["file"]
        if file.size > api.LARGEST_UPLOAD:
            raise forms.ValidationError(_("The file is larger than 50 MB."), code="too_large_file")
        return file

    def clean(self) -> dict[str, Any]:
        """One of the two says whose file it is."""
        cleaned = super().clean() or {}
        if not cleaned.get("known") and not (cleaned.get("source") or "").strip():
            self.add_error("source", forms.ValidationError(_("Say whose file it is."), code="no_source"))
        return cleaned

    @property
    def source_name(self) -> str:
        """Code of a known source, or the name of a new one."""
        known = self.cleaned_data["known"]
        return str(known.code) if known else str(self.cleaned_data["source"])


class FilesForm(Form):
    """What each file of a set holds: fields ``file_0``, ``file_1``, … in the order of the files' names."""

    def __init__(self, *args: Any, files: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = sorted(file["name"] for file in files)
        by_name = {file["name"]: file for file in files}
        choices = [*((name, one.label) for name, one in api.IMPORT_CONTENTS.items()), (LEFT_OUT, _("Leave out"))]
        for place, name in enumerate(self.names):
            file = by_name[name]
            self.fields[f"file_{place}"] = forms.ChoiceField(
                label=name,
                choices=choices,
                initial=file["holds"] or LEFT_OUT,
                help_text=" · ".join(column[:SAMPLE_LENGTH] for column in file["header"][:COLUMNS_SHOWN]),
            )

    @property
    def holds(self) -> dict[str, str]:
        """Name of each file → what it holds."""
        said = {name: self.cleaned_data[f"file_{place}"] for place, name in enumerate(self.names)}
        return {name: "" if holds == LEFT_OUT else holds for name, holds in said.items()}


class MappingForm(Form):
    """One choice a column, then how to read the file. Columns are fields ``column_0``, ``column_1``, …

    ``home`` is the district of an account that has one only: proposed for files in which no column is a district.
    ``last``: no further file of a set comes behind this one.
    """

    def __init__(
        self,
        *args: Any,
        header: list[str],
        samples: list[list[str]],
        mapping: api.Mapping,
        home: str = "",
        last: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.header = header
        self.mapping = mapping
        self.known = api.import_fields(mapping.holds)
        choices = [("", _("Leave out")), *((name, field.label) for name, field in self.known.items())]
        of_column = {column: name for name, columns in mapping.columns.items() for column in columns}
        for place, column in enumerate(header):
            seen = [text[:SAMPLE_LENGTH] for text in samples[place] if text][:3]
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=column,
                choices=choices,
                required=False,
                initial=of_column.get(column, ""),
                help_text=" · ".join(seen) or _("empty"),
            )
        if mapping.holds == api.IMPORT_PERSONS:
            self._key(header, mapping)
        self.fields["date_order"] = forms.ChoiceField(
            label=_("Order of dates"), choices=ORDERS, required=False, initial=mapping.options.get("date_order", "")
        )
        if mapping.holds == "documents":
            self._document_kind(mapping)
        if mapping.holds == api.IMPORT_PERSONS:
            self._options(mapping, "" if "unit" in mapping.columns else home)
        if last:
            self._keep(mapping)

    def _key(self, header: list[str], mapping: api.Mapping) -> None:
        self.fields["key"] = forms.MultipleChoiceField(
            label=_("Row key"),
            choices=[(column, column) for column in header],
            widget=forms.CheckboxSelectMultiple,
            initial=list(mapping.key),
            help_text=_("Columns that together name a person for good, such as the FİN. Not a running number."),
        )

    def _options(self, mapping: api.Mapping, home: str) -> None:
        constants = mapping.constants
        self._document_kind(mapping)
        self.fields["unit"] = forms.CharField(
            label=_("District of all rows"),
            required=False,
            max_length=100,
            initial=constants.get("unit", home),
            help_text=_("When no column says it."),
        )
        self.fields["status"] = forms.CharField(
            label=_("Status of all rows"),
            required=False,
            max_length=100,
            initial=constants.get("status", ""),
            help_text=_("When no column says it."),
        )
        self.fields["keep_birth"] = forms.BooleanField(
            label=_("Keep a date of birth that is none as it was written, with a warning"),
            required=False,
            initial=mapping.keeps_birth_dates,
        )
        self.fields["take"] = forms.MultipleChoiceField(
            label=_("Corrections taken unasked"),
            choices=TAKEN,
            widget=forms.CheckboxSelectMultiple,
            required=False,
            initial=list(mapping.take),
            help_text=_("Otherwise such rows are held back and the correction is only offered."),
        )

    def _document_kind(self, mapping: api.Mapping) -> None:
        self.fields["document_kind"] = forms.ChoiceField(
            label=_("Kind of the document"),
            choices=[("", _("Not said")), *IdentityDocument.Kind.choices],
            required=False,
            initial=mapping.constants.get("document_kind", ""),
        )

    def _keep(self, mapping: api.Mapping) -> None:
        self.fields["save_as"] = forms.CharField(
            label=_("Keep this mapping as"),
            required=False,
            max_length=200,
            initial=mapping.name,
            help_text=_("It is found again for the next file with the same columns. Empty: it is not kept."),
        )

    @property
    def chosen(self) -> api.Mapping:
        """The mapping as it was set; whether it makes sense is the domain's to say."""
        cleaned = self.cleaned_data
        columns: dict[str, tuple[str, ...]] = {}
        for place, column in enumerate(self.header):
            name = cleaned[f"column_{place}"]
            if name:
                columns[name] = (*columns.get(name, ()), column)
        columns = {name: columns[name] for name in self.known if name in columns}
        if self.mapping.holds != api.IMPORT_PERSONS:
            return self._linked(columns)
        constants = {name: cleaned[name] for name in ("document_kind", "unit", "status") if cleaned[name]}
        options = {
            name: value for name, value in self.mapping.options.items() if name in ("name_order", "decimal_sign")
        }
        if cleaned["date_order"]:
            options["date_order"] = cleaned["date_order"]
        if cleaned["keep_birth"]:
            options["birth_date"] = "keep"
        kept = {
            name: text
            for name, text in self.mapping.constants.items()
            if name not in ("document_kind", "unit", "status")
        }
        return api.Mapping(
            source=self.mapping.source,
            name=cleaned.get("save_as", ""),
            key=tuple(cleaned["key"]),
            columns=columns,
            constants=kept | constants,
            options=options,
            take=tuple(cleaned["take"]),
            file=self.mapping.file,
            file_name=self.mapping.file_name,
        )

    def _linked(self, columns: dict[str, tuple[str, ...]]) -> api.Mapping:
        """Of a file that holds no persons: columns, the order of dates, and of documents the kind are asked."""
        options = {name: value for name, value in self.mapping.options.items() if name != "date_order"}
        if self.cleaned_data["date_order"]:
            options["date_order"] = self.cleaned_data["date_order"]
        kind = self.cleaned_data.get("document_kind", "")
        constants = {name: text for name, text in self.mapping.constants.items() if name != "document_kind"}
        constants |= {"document_kind": kind} if kind else {}
        name = self.cleaned_data.get("save_as", "")
        return replace(self.mapping, columns=columns, constants=constants, options=options, name=name)
