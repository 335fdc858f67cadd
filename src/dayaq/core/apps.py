from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


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
        post_migrate.connect(_let_only_erasure_pass_by_triggers, sender=self)


def _let_only_erasure_pass_by_triggers(*, using: str, **_: Any) -> None:
    """Triggers of pgtrigger ask a function whether a setting of the session bids them keep still: never.

    Each migration that makes such a trigger writes the asking version anew, therefore it is replaced after migrating:
    only a function of the owner that erases what a room declared (core/erasure.py) passes.
    """
    from dayaq.core import erasure

    erasure.install(using=using)
