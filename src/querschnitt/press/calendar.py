"""A calendar of days as a file that calendar programs subscribe to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event


@dataclass(frozen=True)
class CalendarDay:
    """One day in a calendar. ``key`` stays the same when the day or its words change: the program then moves it."""

    key: str
    on: date
    title: str
    words: str = ""
    url: str = ""


def write_calendar(name: str, days: Sequence[CalendarDay], *, place: str, stamp: datetime) -> bytes:
    """Write days that take no time of the day, so that no time zone can shift them.

    Parameters
    ----------
    place : the name of the machine, which makes the keys unique in the world
    stamp : when the calendar was made, with its time zone
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Querschnitt//Strategie//DE")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("x-published-ttl", "PT6H")
    for day in days:
        event = Event()
        event.add("uid", f"{day.key}@{place}")
        event.add("dtstamp", stamp)
        event.add("dtstart", day.on)
        event.add("dtend", day.on + timedelta(days=1))
        event.add("summary", day.title)
        event.add("transp", "TRANSPARENT")
        if day.words:
            event.add("description", day.words)
        if day.url:
            event.add("url", day.url)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
