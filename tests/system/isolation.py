#!/usr/bin/env python3
"""Ten adapters in processes of their own run at full rate, and beside them one breaks in each way there is. Nothing of any of them may
be lost or come twice, the ten are not slowed down, the host never ends, the one that breaks is held in the end, and no process
outlives the host."""

import os
import shutil
import statistics
import time

import harness
from books import differences
from delays import delays, quantile
from harness import say
from processes import Failure, children, wait_until

FAULTS = ["segfault", "abort", "exit", "hang", "leak", "flood", "throw in a thread", "leave a part behind", "close", "garbage", "giant"]


def plugins(site):
    """A folder with the plugin that works and the one that breaks, as an installation has them."""
    folder = site.folder / "plugins"
    build = site.options.build
    site.program("tests/isolation/plugins/faulty/faulty.so")
    shutil.copytree(build / "plugins" / "lotbridge.sql", folder / "lotbridge.sql")
    shutil.copytree(build / "tests" / "isolation" / "plugins" / "faulty", folder / "test.faulty")
    return str(folder)


def breaking(fault):
    """Hands over one fact in each life, then breaks. Without a fault it reads one with each poll."""
    return {
        "name": "breaks",
        "plugin": "test.faulty",
        "isolation": "process",
        "memory": "256MiB",
        "poll": "100ms",
        "call_limit": "1s",
        "settings": {"fault": fault, "in": "poll", "after": 2, "facts": 1000 if fault else 1},
    }


def usual_delay(late):
    """The mean without the slowest twentieth, which the lots' own faults make late: of some hundred entries that a poll finds
    each 100 ms it is good to 1.5 ms, the median to 3 ms only."""
    return statistics.mean(sorted(late)[: max(1, len(late) * 19 // 20)])


class Phase:
    """One host from its start to its stop, beside one fault."""

    def __init__(self, site, lots, bad, fault):
        self.site, self.lots, self.bad, self.fault = site, lots, bad, fault

    def run(self, options):
        self.bad.write_settings(adapters=[breaking(self.fault)])
        self.site.host.start()
        wait_until(lambda: all(self.site.cloud.online(lot.park_id) for lot in self.lots), 60, "the host is connected")
        time.sleep(options.settle)
        since = time.time()
        time.sleep(options.watched)
        until = time.time()
        self.site.host.expect_running()
        if self.fault:
            self.wait_until_held()
        time.sleep(7)  # what was committed late is looked for every 5 s
        late = delays(self.site.cloud, self.lots, since, until)
        self.site.stop_host()
        usual, tenth = usual_delay(late), quantile(late, 0.9)
        words = f"{usual:.1f} ms, p50 {statistics.median(late):.1f} ms, p90 {tenth:.1f} ms"
        say(f"beside {self.fault or 'no fault'}: {len(late)} entries, usual delay {words}")
        return usual, tenth

    def wait_until_held(self):
        held = wait_until(lambda: self.state() if self.state()["health"] == "held" else None, 90, "the adapter is held", 1)
        if "held after 5 faults" not in held["words"] or "lotbridge resume --lot bad --adapter breaks" not in held["words"]:
            raise Failure(f"the status does not say why it is held and what to do: {held['words']}")

    def state(self):
        lots = self.site.host.status()["host"]["lots"]
        return next(adapter for lot in lots for adapter in lot["adapters"] if adapter["name"] == "breaks")


def check_books(site, lots, bad, lives, options):
    for lot in lots:
        lot.traffic.stop()
    bad.write_settings(adapters=[breaking("")])
    site.host.start()
    cloud = [site.cloud.book(lot.park_id) for lot in lots]
    books = [lot.book() for lot in lots]

    def wrong():
        return [words for lot, book in zip(books, cloud) for words in differences(lot.read(), book.read())]

    site.settle(wrong, options.patience)
    facts = site.cloud.book(bad.park_id).read().stays
    expected = {f"record-{number + 1}" for number in range(lives)}
    if set(facts) != expected:
        raise Failure(f"of the adapter that breaks {sorted(facts)} arrived, not {sorted(expected)}")
    say(f"{sum(len(book.stays) for book in books)} stays and {lives} facts of the one that breaks: all there, none twice")


def slowed_down(quiet, beside):
    """The faults beside which the usual delay or the tenth slowest was over a tenth longer than in the phases before and after."""

    def slower(phase, before, after):
        return any(2 * here > 1.1 * (one + other) for here, one, other in zip(phase, before, after))

    return [fault for index, (fault, phase) in enumerate(beside.items()) if slower(phase, *quiet[index : index + 2])]


def check_orphans(site, lots):
    runners = wait_until(lambda: len(found := children(site.host.process.pid)) >= len(lots) and found, 30, "all processes run")
    site.host.kill()
    wait_until(lambda: not any(os.path.exists(f"/proc/{child}") for child in runners), 5, "no process outlives a killed host")
    say(f"{len(runners)} processes ended with the host that was killed")


def check_safe_mode(site, lots):
    """After a kill: nobody runs before it is let, and after an orderly stop everybody does."""

    def states():
        return {lot["name"]: lot["adapters"][0] for lot in site.host.status()["host"]["lots"]}

    site.host.command.append("--safe-mode")
    site.host.start()
    wait_until(lambda: site.cloud.online(lots[0].park_id), 30, "the host is connected")
    if not all(state["health"] == "held" and "held by safe mode" in state["words"] for state in states().values()):
        raise Failure(f"not every adapter is held: {states()}")
    code, words = site.host.command_line("resume", "--lot", lots[0].name, "--adapter", "database")
    if code != 0:
        raise Failure(f"lotbridge resume: {words}")
    wait_until(lambda: states()[lots[0].name]["health"] == "running", 30, "the adapter that was let runs")
    if sum(state["health"] == "held" for state in states().values()) != len(lots):
        raise Failure(f"others than the one that was let run: {states()}")
    site.stop_host()
    site.host.start()
    wait_until(lambda: site.cloud.online(lots[0].park_id), 30, "the host is connected")
    wait_until(lambda: all(state["health"] == "running" for state in states().values()), 30, "everybody runs after an orderly stop")
    say("safe mode held every adapter until it was let run, and nobody after an orderly stop")


def run(site, options):
    lots = [site.add_lot(f"lot{number}") for number in range(options.lots)]
    bad = site.add_lot("bad")
    site.start_cloud()
    for lot in lots:
        lot.create().write_settings(adapters=[{**lot.donglu(), "isolation": "process"}])
    site.write_host_settings(plugins=plugins(site))
    for number, lot in enumerate(lots):
        # From the morning: with all faults it is evening in the end, and at night there would be nothing to compare.
        morning = ("--start", "2025-06-02 08:00:00", "--speed", options.speed)
        lot.play("--seed", options.seed + number, *morning, "--quiet", "--stay-open")
    faults = options.faults or FAULTS
    quiet = [Phase(site, lots, bad, "").run(options)]
    beside = {}
    for fault in faults:
        beside[fault] = Phase(site, lots, bad, fault).run(options)
        if not options.short:
            # The lots' tables grow all the time: what is compared must be near.
            quiet.append(Phase(site, lots, bad, "").run(options))
    # The first life without a fault handed over one fact, then each of five lives beside each fault another one.
    check_books(site, lots, bad, 1 + 5 * len(faults), options)
    check_orphans(site, lots)
    check_safe_mode(site, lots)
    slowed = [] if options.short else slowed_down(quiet, beside)
    if slowed:
        raise Failure(f"the others were slowed down by more than a tenth beside: {', '.join(slowed)}")


if __name__ == "__main__":
    parser = harness.arguments(__doc__)
    parser.add_argument("--lots", type=int, default=10, help="lots that work")
    parser.add_argument("--speed", type=int, default=50, help="how much faster than life they play: 50 is some 3 events a second each")
    parser.add_argument("--settle", type=float, default=6, help="seconds after the host's start that are not measured")
    parser.add_argument("--watched", type=float, default=30, help="seconds beside each fault that are measured")
    parser.add_argument("--patience", type=float, default=60, help="seconds until the books must agree")
    parser.add_argument("--faults", nargs="*", help=f"only these; there are: {', '.join(FAULTS)}")
    parser.add_argument("--short", action="store_true", help="delays are shown and not judged")
    harness.main(run, parser.parse_args())
