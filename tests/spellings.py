"""Names that are one and the same, as inventory 3.4 spells them."""

from __future__ import annotations

from typing import Final

SETS: Final = tuple(
    tuple(line.split("/"))
    for line in (
        "Əliyev/Aliyev/Aliev/Алиев/Әлијев",
        "Məmmədov/Mammadov/Mamedov/Мамедов/Маммадов",
        "Hüseynov/Huseynov/Guseinov/Гусейнов/Хусейнов",
        "Quliyev/Guliyev/Kuliev/Кулиев",
        "Cəfərov/Jafarov/Dzhafarov/Джафаров",
        "Xəlilov/Khalilov/Halilov/Халилов",
        "Qasımov/Gasimov/Kasimov/Касимов",
        "İsmayılov/Ismailov/Исмаилов",
    )
)
