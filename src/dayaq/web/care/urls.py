"""Social services: the catalogue, its kinds and standards."""

from django.urls import path

from dayaq.web.care import headings, services, terms

PREFIX = "services/"
app_name = "care"

urlpatterns = [
    path("", services.index, name="index"),
    path("new/", terms.add, name="new"),
    path("kinds/", headings.kinds, name="kinds"),
    path("kinds/new/", headings.add_kind, name="kind_new"),
    path("kinds/<int:pk>/", headings.rename_kind, name="kind"),
    path("kinds/<int:pk>/end/", headings.end_kind, name="kind_end"),
    path("standards/", headings.standards, name="standards"),
    path("standards/new/", headings.add_standard, name="standard_new"),
    path("standards/<int:pk>/", headings.rename_standard, name="standard"),
    path("standards/<int:pk>/end/", headings.end_standard, name="standard_end"),
    path("of/<slug:code>/", services.show, name="show"),
    path("of/<slug:code>/try/", services.try_it, name="try"),
    path("of/<slug:code>/describe/", services.describe, name="describe"),
    path("of/<slug:code>/terms/", terms.new_terms, name="terms"),
    path("of/<slug:code>/end/", services.end, name="end"),
]
