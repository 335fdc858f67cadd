from django.apps import AppConfig


class SelfemploymentConfig(AppConfig):
    name = "dayaq.selfemployment"
    label = "selfemployment"
    default_auto_field = "django.db.models.BigAutoField"
