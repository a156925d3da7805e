"""How long it took from what happened at a lot until the cloud accepted it."""

import json
import sqlite3
import statistics

from books import record_code
from processes import Failure


def written_entries(lot, since, until):
    """(record, when in ms) of the entries that the lot's ledger has of a time, in seconds since 1970."""
    entries = {}  # by their place: one that is used again was gone before anybody had to look
    with open(lot.ledger, encoding="utf-8") as ledger:
        for line in ledger:
            if not line.endswith("\n"):
                break  # being written
            fact = json.loads(line)
            if fact["what"] == "entry":
                record = fact.get("order") or record_code(fact["id"], fact["in"])
                entries[fact.get("order") or fact["id"]] = record, fact["written"]
    return [(record, at) for record, at in entries.values() if 1000 * since <= at < 1000 * until]


def delays(cloud, lots, since, until):
    """In ms, of each entry of these lots; one that was not accepted is a failure."""
    with sqlite3.connect(f"file:{cloud.database}?mode=ro", uri=True, timeout=30) as database:
        query = "SELECT park_id, record_code, min(at) FROM message WHERE interface IN ('vehicle_entry', 'supplementary_bill') AND at >= ? GROUP BY 1, 2"
        accepted = {(park, record): at for park, record, at in database.execute(query, (1000 * since,))}
    written = {(lot.park_id, record): at for lot in lots for record, at in written_entries(lot, since, until)}
    if missing := written.keys() - accepted.keys():
        raise Failure(f"{len(missing)} of {len(written)} entries were not accepted, as {sorted(missing)[0]}")
    return [accepted[record] - at for record, at in written.items()]


def quantile(values, share):
    """The value that this share of them does not exceed."""
    return statistics.quantiles(values, n=1000, method="inclusive")[round(1000 * share) - 1]
