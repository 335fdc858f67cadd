from django.urls import path

from dayaq.web.funds import statements, views

PREFIX = "funds/"
app_name = "funds"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.create, name="new"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/allocate/", views.allocate, name="allocate"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/open/", views.open_fund, name="open"),
    path("<int:pk>/close/", views.close, name="close"),
    path("<int:pk>/statement/", statements.show, name="statement"),
    path("<int:pk>/statement.csv", statements.as_csv, name="statement_csv"),
    path("sponsors/<int:pk>/", statements.sponsor, name="sponsor"),
]
