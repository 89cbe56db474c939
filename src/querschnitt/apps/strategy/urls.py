"""Pages of the integration office."""

from django.urls import path

from querschnitt.apps.strategy.views import (
    board,
    bulk,
    calendar,
    findings,
    home,
    measures,
    news,
    search,
    table,
    timeline,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("fields/<int:number>/", measures.field, name="field"),
    path("measures/", table.measures, name="measures"),
    path("measures/table.csv", table.measures_file, {"form": "csv"}, name="measures_csv"),
    path("measures/table.xlsx", table.measures_file, {"form": "xlsx"}, name="measures_xlsx"),
    path("measures/filters/", table.keep_filter, name="keep_filter"),
    path("measures/filters/<int:key>/delete/", table.throw_filter_away, name="throw_filter_away"),
    path("measures/bulk/", bulk.bulk, name="bulk"),
    path("measures/<str:number>/", measures.measure, name="measure"),
    path("findings/", findings.findings, name="findings"),
    path("board/", board.board, name="board"),
    path("timeline/", timeline.timeline, name="timeline"),
    path("search/", search.search, name="search"),
    path("news/", news.news, name="news"),
    path("news/read/", news.mark_read, name="mark_read"),
    path("calendar/", calendar.deadlines, name="calendar"),
    path("calendar.ics", calendar.subscription, name="calendar_ics"),
]
