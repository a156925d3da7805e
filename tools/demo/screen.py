"""One screen of what is going on; on a terminal drawn in place, otherwise told line by line."""

import sys
import time

NAMES = {
    "vehicle_entry": "entries",
    "vehicle_correction": "corrections",
    "vehicle_exit": "exits",
    "supplementary_bill": "bills",
    "image_upload": "pictures",
    "free_spaces": "free spaces",
    "total_spaces": "total spaces",
    "heartbeat": "heartbeats",
    "gate_status": "gate states",
}


class Screen:
    def __init__(self, data, page):
        self.data = data
        self.page = page
        self.began = time.monotonic()
        self.terminal = sys.stdout.isatty()
        self._next_line = 0

    def show(self, story, driver, counts, status, resident):
        lines = self._lines(story, driver, counts, status, resident)
        if self.terminal:
            print("\x1b[H\x1b[2J" + "\n".join(lines), end="\n", flush=True)
        elif time.monotonic() >= self._next_line:
            self._next_line = time.monotonic() + 5
            print("\n".join(line for line in lines if line), flush=True)

    def _lines(self, story, driver, counts, status, resident):
        running = time.strftime("%M:%S", time.gmtime(time.monotonic() - self.began))
        lot = story.counts
        interfaces = counts["interfaces"]
        accepted = ", ".join(f"{interfaces[name]['accepted']} {words}" for name, words in NAMES.items() if name in interfaces)
        violations = sum(row["times"] for row in counts["violations"] if row["level"] == "shall")
        return [
            f"LotBridge 泊桥 · demo · {running} · Ctrl-C ends it",
            "",
            f"lot      {lot['entry']} entries, {lot['exit']} exits, {lot['correction']} corrections, {lot['tidy_up']} tidied up,"
            f" {len(story.inside)} cars inside",
            f"         {story.last}",
            f"host     {self._host(status)}, {resident:.1f} MiB",
            f"cloud    {counts['accepted']} messages accepted, {violations} violations of the standard",
            f"         {accepted}",
            "",
            f"fee      {driver.fees} asked · {driver.told.get('fee', 'waiting for a car that has to pay')}",
            f"payment  {driver.payments} paid, {lot['payment']} seen by the booth · {driver.told.get('payment', '')}",
            f"gate     {lot['gate']} moved · {driver.told.get('gate', '')}",
            "",
            f"page     {self.page} · pay for a car, open a gate, watch",
            f"settings, logs, databases and ledger: {self.data}",
        ]

    @staticmethod
    def _host(status):
        if not status or not status["running"]:
            return "starting"
        outbox = status["outbox"]["demo"]
        lot = status["host"]["lots"][0]
        link = "cloud reached" if lot["reachable"] else f"cloud away: {lot['link']}"
        return f"{link}, {outbox['waiting']} messages wait, {outbox['held']} held, {outbox['delivered']} delivered"
