from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps


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
