from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import AppConfig, apps
from django.db import connections
from django.db.models.signals import post_migrate

_ASKS = "SELECT 1 FROM pg_proc WHERE proname = '_pgtrigger_should_ignore' AND prosrc <> 'SELECT false'"
_NEVER = """
    CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean
    LANGUAGE sql IMMUTABLE AS 'SELECT false'
"""


class CoreConfig(AppConfig):
    name = "dayaq.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every app register its event handlers and workflows."""
        for config in apps.get_app_configs():
            for module in ("states", "handlers"):
                if config.name.startswith("dayaq.") and find_spec(f"{config.name}.{module}"):
                    import_module(f"{config.name}.{module}")
        post_migrate.connect(_let_nobody_switch_triggers_off, sender=self)


def _let_nobody_switch_triggers_off(*, using: str, **_: Any) -> None:
    """Triggers of pgtrigger ask this function whether a setting of the session bids them keep still: never.

    Each migration that makes such a trigger writes the asking version anew, therefore it is replaced after migrating.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(_ASKS)
        if cursor.fetchone():
            cursor.execute(_NEVER)
