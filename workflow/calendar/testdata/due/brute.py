#!/usr/bin/env python3
"""Count due dates the slow way, to hold the program's calendar against.

    python3 brute.py HOLIDAYS.json > due.csv.gz

HOLIDAYS.json lists for each year the days off and the make-up working days of
the State Council's notice: {"years": {"2024": {"off": [{"date": ...}],
"makeup": [{"date": ...}]}}}. For every day from 2008-05-01 to 2026-10-31 the
output has one line: the day, and the 7th, 15th, 20th and 40th working day
after it. Nothing is looked up or skipped: each count walks day by day from the
day after.
"""

import datetime
import gzip
import json
import sys

FIRST, LAST = datetime.date(2008, 5, 1), datetime.date(2026, 10, 31)
TERMS = (7, 15, 20, 40)
DAY = datetime.timedelta(days=1)


def load(path):
    with open(path, encoding="utf-8") as f:
        years = json.load(f)["years"].values()
    off = {d["date"] for y in years for d in y.get("off", ())}
    makeup = {d["date"] for y in years for d in y.get("makeup", ())}
    return off, makeup


def works(day, off, makeup):
    text = day.isoformat()
    return text in makeup or (day.isoweekday() <= 5 and text not in off)


def nth_working_day(day, n, off, makeup):
    while n > 0:
        day += DAY
        if works(day, off, makeup):
            n -= 1
    return day


def main():
    off, makeup = load(sys.argv[1])
    lines, day = [], FIRST
    while day <= LAST:
        due = [nth_working_day(day, n, off, makeup).isoformat() for n in TERMS]
        lines.append(",".join([day.isoformat(), *due]))
        day += DAY
    text = "\n".join(lines) + "\n"
    sys.stdout.buffer.write(gzip.compress(text.encode(), 9, mtime=0))


if __name__ == "__main__":
    main()
