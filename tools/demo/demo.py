#!/usr/bin/env python3
"""A parking lot's day relayed to a reference cloud, on one screen. Started by tools/demo.sh, which builds the programs."""

import argparse
import pathlib
import signal
import sys
import time

from programs import DemoError, Programs
from screen import Screen
from story import Driver, LotStory


def options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, required=True, help="build folder with the programs")
    parser.add_argument("--data", type=pathlib.Path, required=True, help="folder for everything that the demo writes")
    parser.add_argument("--seconds", type=float, default=0, help="end by itself after so long; 0: until Ctrl-C")
    parser.add_argument("--speed", default="60", help="how many times faster than life the lot's day runs")
    return parser.parse_args()


def resident_mib(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def play(programs, seconds):
    """Until it is time or somebody interrupts; tells what was shown."""
    story, driver, screen = LotStory(programs.data / "ledger.jsonl"), Driver(programs), Screen(programs.data, programs.page)
    until = time.monotonic() + seconds if seconds else float("inf")
    counts = {"accepted": 0}
    try:
        while time.monotonic() < until:
            programs.check()
            driver.act()
            counts = programs.cloud("/counts")
            screen.show(story.read(), driver, counts, programs.status(), resident_mib(programs.host_pid))
            time.sleep(1)
    except KeyboardInterrupt:
        print()
    return counts["accepted"], driver


def main():
    chosen = options()
    # Who stops the demo with SIGTERM gets the same clean end as with Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    programs = Programs(chosen.build, chosen.data, chosen.speed)
    try:
        programs.prepare()
        programs.start()
        accepted, driver = play(programs, chosen.seconds)
    except DemoError as error:
        print(f"demo: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        programs.stop()
    print(f"demo: {accepted} messages delivered, {driver.fees} fees asked, {driver.payments} payments, {driver.gates} gate commands")
    shown = accepted > 0 and driver.fees > 0 and driver.payments > 0
    if chosen.seconds and not shown:
        print("demo: not everything was shown in that time", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
