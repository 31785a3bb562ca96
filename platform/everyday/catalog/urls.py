"""Addresses of the course's data; its pages belong to learning and submissions."""

from django.urls import path, register_converter

from everyday.catalog import views

app_name = "catalog"


class WeekCode:
    """`w05`: a week in an address."""

    regex = "w[0-9]{2}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(WeekCode, "weekcode")

urlpatterns = [
    path("content/figures/<weekcode:code>/<slug:slug>.json", views.figure, name="figure"),
    path("content/figures/<weekcode:code>/<slug:slug>.svg", views.figure_svg, name="figure-svg"),
    path("content/figures/<weekcode:code>/<slug:slug>/data/", views.figure_data, name="figure-data"),
]
