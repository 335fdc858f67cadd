from django.apps import AppConfig


class FundsConfig(AppConfig):
    name = "dayaq.funds"
    label = "funds"
    default_auto_field = "django.db.models.BigAutoField"
