"""Adapter for Gatehouse, a program that appends each passage to a text file and opens the gates that it finds in another.

Begin by putting what your lot has in the place of the two files.
"""

import pathlib
import re

import lotbridge
from lotbridge import FAILED, OK, REJECTED, RETRY, Problem, message

MOST_LINES = 200  # in one batch


class Gatehouse:
    offers = {"vehicle_entry": "native", "gate_control": "native"}

    def __init__(self):
        self.commands = {"gate_control": self.move_gate}

    def start(self, settings):
        self.passages = pathlib.Path(settings["passages"])
        self.moved = pathlib.Path(settings["commands"])
        if not self.passages.is_file():
            raise Problem(RETRY, f"opening {self.passages}: it is not there")

    def poll(self, host, cursor):
        """The cursor is how many lines were read. Messages and cursor are stored together, or neither is."""
        read = position(cursor)
        lines = self.lines()
        new = lines[read : read + MOST_LINES]
        if not new:
            return False
        host.submit([entry(line) for line in new], str(read + len(new)))
        return read + len(new) < len(lines)

    def lines(self):
        """A line is "number;time;plate;lane"; one that is not written to its end yet is left for the next time."""
        text = self.passages.read_text("utf-8", "replace")
        return text[: text.rfind("\n") + 1].splitlines()

    def move_gate(self, body, key, timeout_ms):
        """A line is "request open gate". The request's number tells whether it was carried out before: a gate moves once."""
        gate = body.get("barCode")
        if not isinstance(gate, str) or not re.fullmatch(r"[A-Za-z0-9]{1,20}", gate) or body.get("isOpen") not in (0, 1):
            raise Problem(REJECTED, "the lot has no gate of this code, or cannot do that with it")
        if not key or not self.was_done(key):
            with open(self.moved, "a", encoding="utf-8") as file:
                file.write(f"{key} {'open' if body['isOpen'] else 'close'} {gate}\n")
        return {"barCode": gate, "status": 1}

    def was_done(self, key):
        if not self.moved.exists():
            return False
        return any(line.startswith(f"{key} ") for line in self.moved.read_text("utf-8").splitlines())

    def check(self, settings):
        try:
            self.start(settings)
            yield OK, "passages", f"{self.passages} can be read"
        except Problem as problem:
            yield FAILED, "passages", str(problem)


def position(cursor):
    if not re.fullmatch(r"[0-9]{0,9}", cursor):
        raise Problem(REJECTED, "the stored cursor is none of this adapter's")
    return int(cursor or "0")


def entry(line):
    """What a line lacks is left out: the host sets aside what the standard cannot do without."""
    number, time, plate, lane = (line.split(";") + [""] * 4)[:4]
    body = {"recordCode": f"gatehouse-{number}", "carNum": plate, "inCross": lane, "inTime": time, "inIdentity": 2}
    return message("vehicle_entry", body, number)


if __name__ == "__main__":
    lotbridge.serve(Gatehouse())
