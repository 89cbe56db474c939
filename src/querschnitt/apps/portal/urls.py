"""The public site: each page under its language, so that an address always says the same thing."""

from django.urls import path, register_converter

from querschnitt.apps.portal import views

app_name = "portal"


class LanguageConverter:
    """A language the portal speaks."""

    regex = "de|en"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(LanguageConverter, "language")

urlpatterns = [
    path("", views.door, name="door"),
    path("<language:language>/", views.home, name="home"),
    path("<language:language>/results/", views.results, name="results"),
    path("<language:language>/results/<slug:variable>/", views.topic, name="topic"),
    path("<language:language>/fields/", views.fields, name="fields"),
    path("<language:language>/fields/<int:number>/", views.field, name="field"),
    path("<language:language>/measures/", views.measures, name="measures"),
    path("<language:language>/measures/<slug:edition>/<str:number>/", views.measure, name="measure"),
    path("<language:language>/downloads/", views.downloads, name="downloads"),
    path("<language:language>/accessibility/", views.accessibility, name="accessibility"),
    path("<language:language>/privacy/", views.privacy, name="privacy"),
    path("downloads/<str:name>", views.published_file, name="file"),
    path("data/findings.json", views.findings_json, name="findings_json"),
    path("data/findings.csv", views.findings_csv, name="findings_csv"),
]
