#!/usr/bin/env python3
"""Writes docs/conformance.md: every clause of the standard with the behaviours that prove it. The clauses are listed in
clauses.json; the behaviours say themselves which they follow from (their file's name, and @pytest.mark.proves)."""

import argparse
import collections
import json
import pathlib
import re
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
LEDGER = SOURCE / "docs" / "conformance.md"
HEAD = """# Conformance

Every clause of chapters 5 and 6 and of the appendices B and C, every interface in each direction, and every reading of
[decisions.md](decisions.md) where the standard is silent, with the tests that prove it. Each test is one behaviour: a legacy
database by `plugins/sql`, the real host, and the reference cloud, which judges every packet; run with both shipped platform
profiles (`ctest -R conformance`). Made by `tests/conformance/ledger.py`; a test fails when this page is stale, or a clause is open.

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
    if pytest.main(["--collect-only", "-qq", "--no-header", "--no-summary", str(HERE)], plugins=[collector]) != 0:
        sys.exit("the behaviours cannot be collected")
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
    text = HEAD
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
    summary = ", ".join(f"{count} {name.strip('*')}" for name, count in counts.items())
    return text.replace(HEAD, f"{HEAD}{tests} behaviours; {summary}.\n", 1)


def troubles(entries, proofs):
    known = {entry["clause"] for entry in entries if "clause" in entry}
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
    if options.check and LEDGER.read_text() != text:
        found.append("docs/conformance.md is stale: run tests/conformance/ledger.py")
    if not options.check:
        LEDGER.write_text(text)
    print("\n".join(found) or "every clause is proven")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
