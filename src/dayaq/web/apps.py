from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "dayaq.web"
    label = "web"
