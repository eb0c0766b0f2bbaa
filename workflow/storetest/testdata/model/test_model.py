"""python3 -m unittest test_model  (with worlds.jsonl.gz: all its sums too)"""
import gzip
import json
import os
import unittest

import forms
import worlds
from calendar_cn import day, nth_after, text
from model import (OK, Application, appeal_deadline, fee_by_items,
                   fee_by_pages, known_at_once)


class Case:
    """An application driven by short calls."""

    def __init__(self, on, channel="in_person"):
        self.app = Application()
        e = "receive" if known_at_once(channel, day(on)) else "arrive"
        assert self.do(e, on, ch=channel, kind="person") == OK

    def do(self, e, on, role="supervisor", user="u2", **more):
        if "until" in more:
            more["until"] = day(more["until"])
        if "for_" in more:
            more["for"] = more.pop("for_")
        self.on = day(on)
        return self.app.attempt({"e": e, "on": self.on, "r": role, "u": user,
                                 "why": "x", **more})

    def all(self, *steps):
        for e, on, more in steps:
            status = self.do(e, on, **more)
            assert status == OK, (e, on, status)
        return self

    def answer(self, on, oc="not_held"):
        return self.all(("draft", on, {"user": "u1", "for_": "answer", "oc": oc}),
                        ("submit", on, {}), ("answer", on, {}))

    def extend(self, on, n):
        return self.all(("draft", on, {"user": "u1", "for_": "extend", "days": n}),
                        ("submit", on, {}), ("extend", on, {}))

    @property
    def due(self):
        return text(self.app.due(self.on))


class Terms(unittest.TestCase):

    def test_plain(self):
        for received, n, due in (
                ("2018-12-20", 15, "2019-01-11"), ("2019-01-25", 15, "2019-02-20"),
                ("2019-05-14", 15, "2019-06-04"), ("2019-05-15", 20, "2019-06-13"),
                ("2020-01-20", 20, "2020-02-25"), ("2024-01-25", 20, "2024-02-27"),
                ("2024-05-11", 20, "2024-06-07"), ("2024-05-12", 20, "2024-06-07"),
                ("2024-09-02", 20, "2024-09-30"), ("2025-09-15", 20, "2025-10-17"),
                ("2025-12-20", 20, "2026-01-19"), ("2026-01-30", 20, "2026-03-05"),
                ("2026-09-10", 20, "2026-10-14"), ("2013-04-01", 15, "2013-04-23"),
                ("2013-09-23", 15, "2013-10-17")):
            self.assertEqual(Case(received).due, due, received)
            self.assertEqual(text(nth_after(day(received), n)), due)
        for received, n, due in (
                ("2024-09-02", 7, "2024-09-11"), ("2024-09-02", 40, "2024-11-01"),
                ("2026-01-30", 7, "2026-02-10"), ("2024-03-01", 7, "2024-03-12")):
            self.assertEqual(text(nth_after(day(received), n)), due)

    def test_consultation(self):
        c = Case("2024-03-01")
        self.assertEqual(c.due, "2024-03-29")
        c.all(("consult", "2024-03-06", {"party": "third_party"}))
        self.assertEqual(c.due, "")
        c.all(("consulted", "2024-03-20", {"op": "agrees"}))
        self.assertEqual(c.due, "2024-04-15")

    def test_consultation_is_capped(self):
        c = Case("2024-03-01").all(
            ("consult", "2024-03-06", {"party": "third_party"}),
            ("consulted", "2024-05-20", {"op": "silent"}))
        d = Case("2024-03-01").all(
            ("consult", "2024-03-06", {"party": "third_party"}),
            ("consulted", "2024-03-27", {"op": "agrees"}))     # the 15th day
        self.assertEqual(c.due, d.due)

    def test_consultations_are_united(self):
        c = Case("2024-03-01").all(
            ("consult", "2024-03-06", {"party": "third_party"}),
            ("consult", "2024-03-13", {"party": "co_maker"}),
            ("consulted", "2024-03-18", {"op": "agrees"}),
            ("consulted", "2024-03-20", {"op": "agrees"}))
        self.assertEqual(c.due, "2024-04-15")

    def test_last_day(self):
        for end, due in (("2024-04-15", "2024-04-15"), ("2024-04-13", "2024-04-15")):
            c = Case("2024-03-01").all(
                ("consult", "2024-03-29", {"party": "third_party"}),
                ("consulted", end, {"op": "agrees"}))
            self.assertEqual(c.due, due)

    def test_too_late_to_stop(self):
        c = Case("2024-03-01").all(
            ("consult", "2024-04-01", {"party": "third_party"}))
        self.assertEqual(c.due, "2024-03-29")
        c.all(("consulted", "2024-04-10", {"op": "agrees"}))
        self.assertEqual(c.due, "2024-03-29")

    def test_2007(self):
        c = Case("2018-03-01").all(
            ("consult", "2018-03-02", {"party": "co_maker"}))
        self.assertEqual(c.due, text(nth_after(day("2018-03-01"), 15)))
        c = Case("2018-03-01").all(
            ("ask_correction", "2018-03-05", {}), ("correct", "2018-03-12", {}))
        self.assertEqual(c.due, text(nth_after(day("2018-03-01"), 20)))

    def test_correction(self):
        c = Case("2024-03-01")
        self.assertNotEqual(c.do("ask_correction", "2024-03-13"), OK)
        c.all(("ask_correction", "2024-03-12", {}))
        self.assertEqual(c.due, "")
        c.all(("correct", "2024-03-22", {}))
        self.assertEqual(c.due, "2024-04-22")

    def test_fee(self):
        c = Case("2024-03-01").all(("ask_fee", "2024-03-15", {"amt": 100}))
        self.assertEqual(text(c.app.until), "2024-04-15")
        c.all(("pay", "2024-04-02", {}))
        self.assertEqual(c.due, "2024-04-30")
        self.assertNotEqual(Case("2020-12-01").do("ask_fee", "2020-12-15", amt=9), OK)

    def test_extension(self):
        self.assertEqual(Case("2024-09-02").extend("2024-09-30", 20).due,
                         "2024-11-01")
        with self.assertRaises(AssertionError):
            Case("2024-09-02").extend("2024-10-08", 20)
        with self.assertRaises(AssertionError):
            Case("2018-03-01").extend("2018-03-02", 16)

    def test_later_term(self):
        c = Case("2024-03-01").all(
            ("ask_reasons", "2024-03-05", {}),
            ("explained", "2024-03-11", {"until": "2024-05-31"}))
        self.assertEqual(c.due, "2024-05-31")
        c.all(("consult", "2024-05-29", {"party": "co_maker"}),
              ("consulted", "2024-06-05", {"op": "agrees"}))
        self.assertEqual(c.due, "2024-06-07")
        self.assertEqual(c.extend("2024-06-06", 5).due, "2024-06-17")

    def test_receipt(self):
        self.assertTrue(known_at_once("email", day("2019-05-14")))
        self.assertFalse(known_at_once("email", day("2019-05-15")))
        c = Case("2019-05-10", "letter").all(("confirm", "2019-05-15", {}))
        self.assertEqual((c.app.edition, c.due), (2019, "2019-06-13"))

    def test_appeal(self):
        self.assertEqual(text(appeal_deadline(day("2024-09-19"), "upheld")),
                         "2024-10-08")
        self.assertEqual(text(appeal_deadline(day("2024-09-02"), "rejected")),
                         "2024-09-12")

    def test_tariff(self):
        for n, yuan in ((10, 0), (11, 100), (30, 2000), (31, 2200), (35, 3000),
                        (40, 4000), (41, 4300), (50, 7000)):
            self.assertEqual(fee_by_items(n), yuan)
        for n, yuan in ((30, 0), (31, 10), (57, 270), (72, 420), (100, 700),
                        (109, 880), (119, 1080), (200, 2700), (201, 2740),
                        (250, 4700)):
            self.assertEqual(fee_by_pages(n), yuan)


class Steps(unittest.TestCase):

    def test_four_eyes(self):
        c = Case("2024-03-01").all(
            ("draft", "2024-03-04", {"user": "u1", "for_": "answer", "oc": "granted"}),
            ("draft", "2024-03-05", {"user": "u2", "for_": "answer", "oc": "granted"}),
            ("submit", "2024-03-05", {}))
        self.assertEqual(c.do("answer", "2024-03-06", user="u1"), "forbidden")
        self.assertEqual(c.do("answer", "2024-03-06", user="u2"), "forbidden")
        self.assertEqual(c.do("answer", "2024-03-06", role="clerk", user="u3"), "forbidden")
        self.assertEqual(c.do("answer", "2024-03-06", user="u3"), OK)

    def test_objection(self):
        c = Case("2024-03-01").all(
            ("consult", "2024-03-04", {"party": "third_party"}),
            ("consulted", "2024-03-06", {"op": "objects"}))
        with self.assertRaises(AssertionError):
            c.answer("2024-03-07", "granted")
        c.all(("override", "2024-03-08", {}))
        self.assertEqual(c.do("answer", "2024-03-08"), OK)

    def test_order(self):
        c = Case("2024-03-01").answer("2024-03-04").all(
            ("accept_review", "2024-03-11", {}),
            ("end_review", "2024-04-01", {"dec": "remake"}))
        self.assertEqual(c.app.summary(c.on),
                         ["remaking", "remaking", "2024-04-29", "2024-03-04", "not_held"])
        c.answer("2024-04-10", "granted")
        self.assertEqual(c.app.summary(c.on),
                         ["answered", "answered", "2024-03-29", "2024-03-04", "not_held"])

    def test_order_of_a_judgment_that_stands(self):
        c = Case("2024-03-01").answer("2024-03-04", "secret")
        suit = {"blk": "suit_direct", "our": "original"}
        self.assertNotEqual(c.do("accept_suit", "2024-03-11", why="", **suit), OK)
        c.all(("accept_suit", "2024-03-11", suit),
              ("judge", "2024-06-03", {"dec": "perform", "until": "2024-06-30"}))
        self.assertNotEqual(c.do("take_effect", "2024-06-18", why=""), OK)
        c.all(("take_effect", "2024-06-19", {"why": ""}))
        self.assertEqual(c.due, "2024-06-30")

    def test_void(self):
        c = Case("2024-03-01")
        before = c.app.summary(c.on)
        self.assertNotEqual(c.do("void", "2024-03-02"), OK)
        c.all(("ask_correction", "2024-03-04", {}), ("correct", "2024-03-05", {}),
              ("void", "2024-03-05", {}), ("void", "2024-03-06", {}))
        self.assertEqual(c.app.summary(c.on), before)
        self.assertEqual(len(c.app.journal), 5)
        self.assertNotEqual(c.do("void", "2024-03-07"), OK)

    def test_service(self):
        c = Case("2024-03-01").answer("2024-03-29").all(
            ("dispatch", "2024-04-01", {"m": "post"}))
        self.assertFalse(c.app.on_time())
        c = Case("2024-03-01").answer("2024-03-28").all(
            ("dispatch", "2024-03-29", {"m": "post"}),
            ("undelivered", "2024-04-10", {}),
            ("dispatch", "2024-04-11", {"m": "post"}),
            ("deliver", "2024-04-15", {"m": "post"}))
        self.assertTrue(c.app.on_time())
        c = Case("2024-03-01").answer("2024-03-28").all(
            ("dispatch", "2024-03-29", {"m": "in_person"}),
            ("deliver", "2024-04-15", {"m": "in_person"}))
        self.assertFalse(c.app.on_time())


class Sums(unittest.TestCase):

    def test_generator(self):
        # splitmix64 from state 0 gives e220a8397b1dcdaf first.
        g = worlds.Generator(0)
        g.state = 0
        self.assertEqual(g.draw(1 << 64), 0xE220A8397B1DCDAF)

    def test_layout(self):
        self.assertEqual((len(forms.LINES3_2019), len(forms.LINES3_2021)), (23, 25))
        self.assertTrue(set(forms.LINE3.values()) <= set(forms.LINES3_2021))
        self.assertTrue(set(forms.LINE_2014.values()) <= set(forms.LINES_2014))

    def check(self, name):
        if not os.path.exists(name):
            self.skipTest("no " + name)
        sizes = (23 * 7, 25 * 7, 15, len(forms.LINES_2014))
        with gzip.open(name, "rt") as f:
            for line in f:
                before = None
                for cells in json.loads(line)["y"]:
                    parts = []
                    for n in sizes:
                        parts.append(cells[:n])
                        cells = cells[n:]
                    self.assertEqual(cells, [])
                    self.assertTrue(forms.check3(parts[0]))
                    self.assertTrue(forms.check3(parts[1]))
                    self.assertTrue(forms.check4(parts[2]))
                    self.assertTrue(forms.check_2014(parts[3]))
                    if before:
                        self.assertTrue(forms.check_carry(before, parts[1]))
                    before = parts[1]

    def test_worlds(self):
        self.check("worlds.jsonl.gz")


if __name__ == "__main__":
    unittest.main()
