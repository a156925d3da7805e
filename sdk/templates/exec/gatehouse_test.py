"""python3 -m unittest: the adapter without a host and without a lot."""

import pathlib
import tempfile
import unittest

from gatehouse import Gatehouse
from lotbridge import RETRY, Problem


class FakeHost:
    """Stores messages and cursor together, or refuses both."""

    def __init__(self):
        self.stored, self.cursor, self.full = {}, "", False

    def submit(self, messages, cursor=""):
        if self.full:
            raise Problem(RETRY, "the disk is full")
        self.stored.update({one["key"]: one["body"] for one in messages})
        self.cursor = cursor


class GatehouseTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.settings = {name: f"{folder.name}/{name}.txt" for name in ("passages", "commands")}
        self.write("1;2026-01-05 08:00:00;A12345;N1\n2;2026-01-05 08:00:09;B54321;N2\n")
        self.host, self.adapter = FakeHost(), Gatehouse()
        self.adapter.start(self.settings)

    def write(self, text):
        with open(self.settings["passages"], "a", encoding="utf-8") as file:
            file.write(text)

    def poll(self):
        while self.adapter.poll(self.host, self.host.cursor):
            pass

    def test_reports_each_passage_once(self):
        self.poll()
        self.write("3;2026-01-05 08:01:00;;N1\n")
        self.poll()
        self.assertEqual(list(self.host.stored), ["1", "2", "3"])
        self.assertEqual(self.host.stored["2"]["carNum"], "B54321")

    def test_waits_for_a_line_to_be_written_to_its_end(self):
        self.write("3;2026-01-05 08:01:00;C1")
        self.poll()
        self.write("2345;N1\n")
        self.poll()
        self.assertEqual(self.host.stored["3"]["carNum"], "C12345")

    def test_gives_again_what_the_host_could_not_store(self):
        self.host.full = True
        self.assertRaises(Problem, self.poll)
        self.host.full = False
        self.poll()
        self.assertEqual(len(self.host.stored), 2)

    def test_moves_a_gate_once_however_often_it_is_asked(self):
        for request in ("r-1", "r-1", "r-2"):
            self.adapter.move_gate({"barCode": "G1", "isOpen": 1}, request, 1000)
        self.assertEqual(pathlib.Path(self.settings["commands"]).read_text(), "r-1 open G1\nr-2 open G1\n")

    def test_refuses_a_gate_that_cannot_be(self):
        self.assertRaises(Problem, self.adapter.move_gate, {"barCode": "no gate\n", "isOpen": 1}, "r-1", 1000)


if __name__ == "__main__":
    unittest.main()
