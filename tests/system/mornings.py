"""What the tests of lots on a MariaDB server share: one lot whose morning ends, and what its server goes through meanwhile."""

import time

from processes import Failure, wait_until


def end_of_play(lot):
    wait_until(lambda: not lot.traffic.running(), 60, "the lot has played its morning")
    if lot.traffic.process.returncode != 0:
        raise Failure(f"the lot's traffic ended with {lot.traffic.process.returncode}: {lot.traffic.last_words()}")


def words_of(site):
    return site.host.status()["host"]["lots"][0]["adapters"][0]["words"]


def strain(site, server, lot, table):
    """While the lot plays the table is locked and connections are ended; afterwards the server is killed, and is back."""
    lock = site.add_program(server.lock(table))
    wait_until(lambda: "ock wait timeout" in words_of(site), 20, "the host says that it waits for a lock", 0.2)
    lock.kill()
    for _ in range(5):
        server.execute("KILL USER lotbridge@localhost")
        time.sleep(0.4)
    end_of_play(lot)
    server.kill()
    wait_until(lambda: "connecting to mysql carpark" in words_of(site), 20, "the host misses the server", 0.2)
    server.start()
