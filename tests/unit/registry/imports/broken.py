"""The file of twenty kinds of broken rows (tests/data/people/broken.csv), written here so that each can be read."""

from __future__ import annotations

HEADER = "Kod;FİN;Soyad;Ad;Ata adı;Cins;Doğum tarixi;Rayon;Telefon;Ailə №;Ailə başçısı;Gəlir;Qeyd;Telefon"

#: (what is wrong, or "" for a good row; the row). The header is row 1, so these begin at row 2.
ROWS: list[tuple[str, str | bytes]] = [
    ("", "K02;5ABC12D;Əliyev;Həsən;Məmməd oğlu;kişi;12.04.1980;Lerik;050 123 45 67;A-1;hə;420,50;;"),
    ("", "K03;7qwe 34r;Əliyeva;Günay;Elçin qızı;qadın;03.11.1982;Lerik rayonu;;A-1;yox;;;"),
    ("encoding", "K04;;Məmmədov;".encode() + "Сабир".encode("cp1251") + ";;kişi;01.02.1970;Lerik;;;;;;".encode()),
    ("ragged_row", "K05;;Rəhimov;Vaqif;Kərim oğlu;kişi;01.02.1970;Lerik;;;;;bir;;iki;üç"),
    ("header_repeated", HEADER),
    ("no_name", "K07;;;-;XXX;kişi;01.02.1970;Lerik;;;;;;"),
    ("date_impossible", "K08;;Quliyev;Elçin;;kişi;31.02.1980;Lerik;;;;;;"),
    ("future_birth", "K09;;Quliyeva;Aysel;;qadın;01.01.2091;Lerik;;;;;;"),
    ("date_ambiguous_order", "K10;;Cəfərov;Tural;;kişi;03/04/1985;Lerik;;;;;;"),
    ("date_other_order", "K11;;Cəfərova;Nigar;;qadın;12/25/1985;Lerik;;;;;;"),
    ("date_two_digit_year", "K12;;Kərimov;Samir;;kişi;05.06.85;Lerik;;;;;;"),
    ("date_excel_serial", "K13;;Kərimova;Leyla;;qadın;31245;Lerik;;;;;;"),
    ("fin_lookalike", "K14;5ABO12I;Həsənov;Rauf;;kişi;02.03.1976;Lerik;;;;;;"),
    ("fin_twice", "K15;9RTY78U;Babayev;Anar;;kişi;02.03.1976;Lerik;;;;;;"),
    ("fin_twice", "K16;9RTY78U;Səfərova;Lalə;;qadın;11.07.1990;Lerik;;;;;;"),
    ("sex_against_patronymic", "K17;;Nəsirov;Orxan;Vüqar oğlu;qadın;02.03.1976;Lerik;;;;;;"),
    ("district_unknown", "K18;;Nəsirova;Könül;;qadın;02.03.1976;Lenkaranr;;;;;;"),
    ("district_former_name", "K19;;Abbasov;Zaur;;kişi;02.03.1976;Xanlar;;;;;;"),
    ("mixed_script", "K20;;Мəmmədоv;Cavid;;kişi;02.03.1976;Lerik;;;;;;"),
    ("formula_cell", "K21;;Abbasova;=C2;;qadın;02.03.1976;Lerik;;;;;;"),
    ("too_long", f"K22;;Qasımov;{'Uzun' * 2500};;kişi;02.03.1976;Lerik;;;;;;"),
    ("nul_byte", "K23;;Qasımova;Səbi\x00nə;;qadın;02.03.1976;Lerik;;;;;;"),
    ("negative_amount", "K24;;Xəlilov;Namiq;;kişi;02.03.1976;Lerik;;A-2;hə;-50;;"),
    ("household_without_head", "K25;;Xəlilova;Sevda;;qadın;02.03.1976;Lerik;;A-3;yox;;;"),
    ("", "K26;;Әлијев;Әли;Һәсән оғлу;м;02.03.1976;Ленкорань;+994 50 765 43 21;;;;;"),
    ("", "K27;;ǝhmədov;Ramil;;kişi;1976-03-02;LERİK;;;;;;"),
]


def content() -> bytes:
    """The file as bytes."""
    lines = [line.encode() if isinstance(line, str) else line for _what, line in ROWS]
    return b"\r\n".join([HEADER.encode(), *lines, b""])
