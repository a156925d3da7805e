"""附件C, the tables' rows: what breaks one is put aside with its path and clause, and blocks nothing (uplink), or is refused in
words and not asked (questions) or not carried out (downlink). The cases are made from the rows that the host itself publishes (lotbridge schema)."""

import copy
import json
import subprocess

import pytest
from profile_file import DOWN_ONLY, INTERFACES

GOOD = {
    "text": "x",
    "integer": 1,
    "money": 1.5,
    "decimal": 0.5,
    "datetime": "2025-06-02 08:00:00",
    "date": "2025-02-03",  # a day without a stay, whose sums are 0
    "boolean": False,
    "list": [],
    "amount or list": 1.5,
}
# One value of the wrong kind for each kind of row.
WRONG = {
    "text": [{}],
    "integer": ["one", 1.5],
    "money": ["1.234", 1.234, "1,5", True],
    "decimal": ["half"],
    "datetime": ["2025-13-01 08:00:00", "2025-06-02", "2025-06-02T08:00:00"],
    "date": ["2025-02-30"],
    "boolean": ["maybe", 2],
    "code": [99, "ninety-nine", 1.5],
    "list": ["none", 5],
    "amount or list": ["some"],
}
QUESTIONS = "unlicensed_entry unlicensed_exit member_query auto_deduct".split()
UP = [id for id in INTERFACES if id not in ("login", "heartbeat", *DOWN_ONLY, *QUESTIONS)]
DOWN = [*DOWN_ONLY, *"vehicle_correction unlicensed_entry unlicensed_exit monthly_card".split()]


@pytest.fixture(scope="session")
def schema(installation):
    text = subprocess.run([installation.host.program, "schema", "messages"], stdout=subprocess.PIPE, check=True).stdout
    return {interface["id"]: interface for interface in json.loads(text)}


def good_value(row):
    if row["type"] == "code":
        return row["codes"][0]["wire"]
    if row["type"] == "list" and row.get("item"):
        return [good_body(row["item"])]
    return GOOD[row["type"]]


def good_body(rows):
    return {row["wire"]: good_value(row) for row in rows}


def broken_bodies(rows, path="", wrap=lambda body: body):
    """A body for each way in which a row can be broken, and the path of what is wrong with it."""
    good = good_body(rows)
    for row in rows:
        here = f"{path}/{row['wire']}"

        def with_value(value, name=row["wire"]):
            return wrap({**copy.deepcopy(good), name: value})

        if row["required"]:
            yield here, wrap({name: value for name, value in good.items() if name != row["wire"]})
            yield here, with_value(None)
        if "max" in row:
            yield here, with_value("字" * (row["max"] + 1))
        for value in WRONG[row["type"]]:
            yield here, with_value(value)
        if row.get("item"):
            yield from broken_bodies(row["item"], f"{here}/0", lambda item, put=with_value: put([item]))


@pytest.mark.proves("Negative")
@pytest.mark.parametrize("interface", UP)
def test_a_message_that_breaks_a_row_is_put_aside_with_path_and_clause_and_blocks_nothing(site, lot, schema, interface):
    about = schema[interface]
    cases = list(broken_bodies(about["request"]))
    assert cases
    before = [row["id"] for row in site.quarantined()]
    stay = site.new_stay()
    lot_entry = {"recordCode": stay, "carNum": "粤B12345", "inTime": "2025-06-02 08:00:00"}
    site.lot.write_tape([(interface, body) for _, body in cases] + [("vehicle_entry", lot_entry)])
    site.arrives("vehicle_entry", recordCode=stay)
    aside = [row for row in site.quarantined() if row["id"] not in before]
    assert [row["message"] for row in aside] == [interface] * len(cases)
    for (path, body), row in zip(cases, aside):
        assert f"{path} " in row["problems"] and f"[{about['clause']}]" in row["problems"], (body, row["problems"])


@pytest.mark.proves("Negative")
@pytest.mark.parametrize("interface", QUESTIONS)
def test_a_question_that_breaks_a_row_is_refused_with_path_and_clause_and_not_asked(site, schema, interface):
    about = schema[interface]
    cases = list(broken_bodies(about["request"]))
    assert cases
    before = len(site.requests(interface))
    for (path, body), words in zip(cases, site.questions(interface, *(body for _, body in cases))):
        assert words.startswith("!") and f"{path} " in words and f"[{about['clause']}]" in words, (body, words)
    assert len(site.requests(interface)) == before


@pytest.mark.proves("Negative")
@pytest.mark.parametrize("interface", DOWN)
def test_a_request_that_breaks_a_row_is_refused_with_path_and_clause_and_not_carried_out(site, lot, schema, interface):
    about = schema[interface]
    tables = "entries corrections exits cards payments gate_orders blacklist at_exit prompts".split()
    counts = [lot.one(f"SELECT count(*) FROM {table}") for table in tables]
    cases = list(broken_bodies(about["request"]))
    assert cases
    for path, body in cases:
        body = {**body, **{name: getattr(lot, attribute) for name, attribute in OWN.items() if name in body and body[name] == "x"}}
        reply = site.cloud.ask(interface, body, exact=1)
        assert reply["resultCode"] == "9999", (path, body)
        clause = "C.7.3" if path.startswith("/discountDetail/") else about["clause"]  # whose table has that list
        assert path in reply["resultMessge"] and clause in reply["resultMessge"], (body, reply["resultMessge"])
    assert [lot.one(f"SELECT count(*) FROM {table}") for table in tables] == counts


OWN = {"parkId": "park_id", "parkCode": "park_code"}


def one_of_its_own(row, stay):
    """A good value that no other message has, as far as there are many."""
    if row["type"] == "datetime":
        number = int(stay[1:])
        return f"2025-06-02 08:{number // 60:02}:{number % 60:02}"
    return stay if row["type"] == "text" else good_value(row)


# Alone they would break the order of a record; the last three have no row that may be left out.
NOT_ALONE = "vehicle_correction vehicle_exit image_upload unlicensed_exit total_spaces free_spaces free_minutes".split()


@pytest.mark.proves("E7", "B.1.2.4")
@pytest.mark.parametrize("interface", [id for id in (*UP, *QUESTIONS) if id not in NOT_ALONE])
def test_what_a_message_leaves_out_is_sent_as_the_default_of_its_type(site, lot, schema, interface):
    """Each optional row once absent and once null; the cloud sees the same."""
    rows = schema[interface]["request"]
    defaults = {"text": "", "datetime": "", "date": "", "list": [], "boolean": 0}
    optional = [row for row in rows if not row["required"]]
    for missing in ({}, {row["wire"]: None for row in optional}):
        stay = site.new_stay()
        body = {**{row["wire"]: one_of_its_own(row, stay) for row in rows if row["required"]}, **missing}
        if interface == "auto_deduct":  # of a car that is inside
            lot.enter(stay)
            site.arrives("vehicle_entry", recordCode=stay)
        before = len(site.accepted(interface))
        site.lot.write_tape([(interface, body)])
        site.wait(lambda: len(site.accepted(interface)) > before, "it arrives")
        told = site.accepted(interface)[-1]
        assert list(told) == [row["wire"] for row in rows]
        for row in optional:
            own = getattr(lot, OWN[row["wire"]]) if row["wire"] in OWN else None
            value = told[row["wire"]]
            first = row["codes"][0]["wire"] if row["type"] == "code" and interface.startswith("monthly") else None
            assert value in (own or defaults.get(row["type"], 0), first), row["wire"]


@pytest.mark.proves("Negative")
@pytest.mark.parametrize("body", ["", "{", "[]", "null", '{"recordCode":"a","recordCode":"b"}', '{"recordCode":"\\ud800"}'])
def test_what_is_no_object_at_all_is_put_aside(site, body):
    before = len(site.quarantined())
    site.lot.write_tape([("vehicle_entry", body)])
    site.wait(lambda: len(site.quarantined()) == before + 1, "it is put aside")


@pytest.mark.proves("Negative")
@pytest.mark.parametrize("name", ["vehicle_entrance", "gate_control", "fee_query"])
def test_what_is_no_uplink_interface_is_put_aside(site, name):
    before = len(site.quarantined())
    site.lot.write_tape([(name, {"recordCode": "x"})])
    site.wait(lambda: len(site.quarantined()) == before + 1, "it is put aside")
    assert name in site.quarantined()[-1]["problems"]
