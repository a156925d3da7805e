#!/usr/bin/env python3
"""Writes docs/conformance.md: every clause of the standard with the behaviours that prove it. The clauses are listed in
clauses.json; the behaviours say themselves which they follow from (their file's name, and @pytest.mark.proves)."""

import argparse
import collections
import contextlib
import io
import json
import pathlib
import re
import sys

import pytest
from mutations import MUTATIONS

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
LEDGER = SOURCE / "docs" / "conformance.md"
HEAD = """# Conformance

Every clause of chapters 5 and 6 and of the appendices B and C, every interface in each direction, and every reading where the
standard is silent, with the tests that prove it. The readings have short names here (E8, S2, D5), which code and tests use too;
finer points are in [decisions.md](decisions.md).

Each test is one behaviour of a whole installation: the lot's database or a call to it, `plugins/sql`, the host, and the reference
cloud, which judges every packet on the way; a request of the cloud goes down to the lot's tables and its answer back. All run with
both shipped platform profiles: `ctest --preset dev -R conformance`. A [second cloud](../tests/conformance/second), written from the
standard alone, judges a day with every interface and a host that is killed.

Do the tests notice when a rule is broken? `tests/conformance/mutate` breaks the host in {mutations} places, one at a time: wire names,
codes, envelope, signature, framing, order, retries, token, gates, money, deductions. `tests/conformance/mutate --units` tries the unit
tests alone: on 26 November 2026 they noticed each of 86. Without `--units` it goes on to whole installations for what they miss.

Made by `tests/conformance/ledger.py` from `clauses.json` and the tests; a test fails when this page is stale, or a clause is open.

"""


class Collector:
    """Which behaviour proves what, in the order of the files."""

    def __init__(self):
        self.proofs = collections.defaultdict(dict)

    def pytest_collection_finish(self, session):
        for item in session.items:
            clauses = {clause for mark in item.iter_markers("proves") for clause in mark.args}
            for clause in (*clauses, item.path.stem.split("_", 1)[0]):
                self.proofs[clause].setdefault(item.path.name, {})[item.originalname] = None


def collect():
    collector = Collector()
    with contextlib.redirect_stdout(io.StringIO()) as words:
        code = pytest.main([str(HERE), "--collect-only", "-q"], plugins=[collector])
    if code != 0:
        sys.exit(f"the behaviours cannot be collected:\n{words.getvalue()}")
    return collector.proofs


def unit_tests():
    """Names of all GoogleTest cases."""
    pattern = re.compile(r"^TEST(?:_F|_P)?\((\w+), (\w+)\)", re.MULTILINE)
    return {".".join(found) for file in (SOURCE / "tests").rglob("*.cpp") for found in pattern.findall(file.read_text())}


def sentence(name):
    return name.removeprefix("test_").replace("_", " ")


def proved_by(entry, proofs):
    words = []
    for file, names in proofs.get(entry["clause"], {}).items():
        words.append(f"[{file}](../tests/conformance/{file}): " + "; ".join(map(sentence, names)))
    words += [f"`{name}`" for name in entry.get("also", [])]
    return "<br>".join(words)


def state(entry, proofs):
    if "only" in entry:
        return {"platform": "concerns the platform only", "reference": "points elsewhere"}[entry["only"]]
    return "proven" if proofs.get(entry["clause"]) or entry.get("also") else "**open**"


def write(entries, proofs):
    head = HEAD.format(mutations=len(MUTATIONS))
    text = head
    counts = collections.Counter()
    for entry in entries:
        if "section" in entry:
            text += f"\n## {entry['section']} {entry['zh']}\n\n| clause | what it asks | state | proved by |\n| --- | --- | --- | --- |\n"
            continue
        counts[state(entry, proofs)] += 1
        title = f"{entry['clause']} {entry['zh']}".strip()
        words = entry["why"] if "only" in entry else proved_by(entry, proofs)
        text += f"| {title} | {entry['en']} | {state(entry, proofs)} | {words} |\n"
    tests = len({(file, name) for files in proofs.values() for file, names in files.items() for name in names})
    summary = ", ".join(f"{count} × {name.strip('*')}" for name, count in counts.items())
    return text.replace(head, f"{head}{tests} behaviours; of the rows below, {summary}.\n", 1)


def interfaces():
    """The clauses that Appendix C alone asks for: one for each interface, two where it goes both ways."""
    for interface in json.loads((SOURCE / "tests" / "golden" / "interfaces.json").read_text())["interfaces"]:
        ways = [" up", " down"] if interface["direction"] == "both" else [""]
        yield from (interface["clause"] + way for way in ways)


def troubles(entries, proofs):
    known = {entry["clause"] for entry in entries if "clause" in entry}
    yield from (f"{clause} is missing in clauses.json" for clause in interfaces() if clause not in known)
    cases = unit_tests()
    for entry in entries:
        if "clause" in entry and state(entry, proofs) == "**open**":
            yield f"{entry['clause']} is open: no behaviour proves it"
        for name in entry.get("also", []):
            if name not in cases:
                yield f"{entry['clause']} names {name}, which is no test"
    for clause, files in proofs.items():
        if clause not in known and clause != "C":  # C_broken_fields.py goes through all of them
            yield f"{clause}, named in {', '.join(files)}, is not in clauses.json"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when the page is stale or a clause is open")
    options = parser.parse_args()
    entries = json.loads((HERE / "clauses.json").read_text())
    proofs = collect()
    found = list(troubles(entries, proofs))
    text = write(entries, proofs)
    if options.check and (not LEDGER.exists() or LEDGER.read_text() != text):
        found.append("docs/conformance.md is stale; make it again with: /usr/bin/python3 tests/conformance/ledger.py")
    if not options.check:
        LEDGER.write_text(text)
    print("\n".join(found) or "every clause is proven")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
