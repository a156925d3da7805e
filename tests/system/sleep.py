#!/usr/bin/env python3
"""The lot's PC sleeps and wakes up while cars go on passing, for the lot's software runs elsewhere, and the cloud wants a gate opened.
That gate stays as it is afterwards, others open again, and of the passages nothing is missing."""

import signal
import sqlite3
import threading
import time
import uuid

import harness
from books import differences
from harness import accepted, say
from processes import Failure, wait_until

GATES = ("gate-before", "gate-asleep", "gate-after")


def open_gate(site, gate):
    """The same number each time, so that asking again is no second order."""
    number = str(uuid.uuid5(uuid.NAMESPACE_OID, gate))
    return site.cloud.ask("gate_control", {"barCode": gate, "isOpen": 1}, oprNum=number, wait=3000)


def run(site, options):
    lot = site.add_lot()
    site.start_cloud(times={"hourMs": 6000, "retryMs": 1000, "heartbeatMs": 600_000, "freeSpacesMs": 600_000, "downlinkIdleMs": 600_000})
    profile = site.write_profile(times=harness.short_times(1 / 600), downlink={"reconnect_first": "50ms", "reconnect_max": "300ms"})
    lot.write_settings(profile)
    site.write_host_settings().start()
    lot.play("--events", options.events, "--seed", options.seed, "--speed", 20_000, "--stay-open", "--quiet")
    with sqlite3.connect(lot.database, timeout=30) as database:
        database.executemany("INSERT INTO LotGate (barCode) VALUES (?)", [(gate,) for gate in GATES])
    database.close()
    wait_until(lambda: site.cloud.online(lot.park_id), 30, "the host is connected")
    if not accepted(told := open_gate(site, GATES[0])):
        raise Failure(f"the gate was not opened before the sleep: {told}")

    site.host.process.send_signal(signal.SIGSTOP)
    asked = []
    asking = threading.Thread(target=lambda: asked.append(open_gate(site, GATES[1])))
    asking.start()
    time.sleep(options.sleep)
    site.host.process.send_signal(signal.SIGCONT)
    asking.join()
    say(f"awake after {options.sleep:g} s; the gate that was asked for meanwhile: {asked[0]}")
    wait_until(lambda: site.cloud.online(lot.park_id) and accepted(open_gate(site, GATES[2])), 30, "a gate opens after the sleep", 0.5)
    ledger, cloud = lot.book(), site.cloud.book(lot.park_id)
    wait_until(lambda: ledger.read().played, 120, "the lot plays all its events", 0.5)
    site.settle(lambda: differences(ledger.read(), cloud.read()), 60)
    moved = {gate: ledger.gates[gate] for gate in GATES}
    if moved != {GATES[0]: 1, GATES[1]: 0, GATES[2]: 1}:
        raise Failure(f"the gates moved so often: {moved}")
    if "slept" not in (site.host.data / "log" / "lotbridge.log").read_text(encoding="utf-8"):
        raise Failure("the log does not say that the computer slept")
    say(f"{ledger.events} events, the books agree; the gates moved {moved}")
    site.stop_host()


if __name__ == "__main__":
    parser = harness.arguments(__doc__)
    parser.add_argument("--events", type=int, default=2000, help="entries, corrections and exits that the lot plays")
    parser.add_argument("--sleep", type=float, default=9, help="seconds, more than the cloud waits and than the host takes for a pause")
    harness.main(run, parser.parse_args())
