"""Working days (工作日) of the State Council's yearly notices (放假安排).

A date is a working day if the notice of its year makes it one (补班), or if it
is Monday to Friday and the notice does not give it off.  workdays.json holds
the two lists of every year from 2007 to 2026 with the notices' addresses.
Years outside have no notice here: weekdays only, which is provisional.

A day is an int, the proleptic ordinal of datetime.date.
"""
import datetime
import json
import os

FIRST = datetime.date(2000, 1, 1).toordinal()
LAST = datetime.date(2035, 12, 31).toordinal()


def day(text):
    """'2024-03-01' -> int"""
    return datetime.date.fromisoformat(text).toordinal()


def text(d):
    """int -> '2024-03-01'; None -> '' """
    return "" if d is None else datetime.date.fromordinal(d).isoformat()


def year(d):
    return datetime.date.fromordinal(d).year


def _load():
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "workdays.json"), encoding="utf-8") as f:
        years = json.load(f)
    off, makeup = set(), set()
    for entry in years.values():
        off.update(map(day, entry["off"]))
        makeup.update(map(day, entry["makeup"]))
    works, upto, listed = [], [], []
    for d in range(FIRST, LAST + 1):
        weekday = datetime.date.fromordinal(d).weekday()
        w = d in makeup or (weekday < 5 and d not in off)
        works.append(w)
        if w:
            listed.append(d)
        upto.append(len(listed))
    return works, upto, listed


_WORKS, _UPTO, _LISTED = _load()


def is_workday(d):
    return _WORKS[d - FIRST]


def nth_after(d, n):
    """The n-th working day after d (n >= 1); d itself is day 0."""
    return _LISTED[_UPTO[d - FIRST] + n - 1]


def between(a, b):
    """How many working days x have a < x <= b."""
    return _UPTO[b - FIRST] - _UPTO[a - FIRST]


def roll(d):
    """d if it is a working day, else the next one."""
    return d if _WORKS[d - FIRST] else _LISTED[_UPTO[d - FIRST]]
