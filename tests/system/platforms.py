#!/usr/bin/env python3
"""Platforms that read the standard in another way, and settings as an integrator saves them: in a folder with a Chinese name and
blanks, with a byte order mark, CRLF and a secret in a file. The same day arrives whole, and requests come down."""

import json
import shutil
import uuid

import harness
from books import differences
from harness import SOURCE, say
from processes import Failure, wait_until

DONGLU = SOURCE / "adapters" / "donglu"
PASSWORD_FILE = "口令 文件.txt"

# For each reading: what the platform does, and the profile that says so.
CODES = {"login": "DL01", "vehicle_entry": "E-IN", "vehicle_exit": "E-OUT", "heartbeat": "HB", "fee_query": "FEE", "gate_control": "G"}
READINGS = {
    "everything otherwise": (
        {"signature": "replace_last_two", "passwordText": "hex", "codes": CODES},
        {
            "signature": {"form": "replace_last_two", "key_choice": "fixed"},
            "login": {"password": "3des_hex"},
            "images": "multipart",
            "codes": CODES,
            "batch": {"vehicle_entry": 4, "vehicle_exit": 7, "vehicle_correction": 2},
            "concurrency": 3,
            "downlink": {"hello": "login"},
        },
    ),
    "no hello": (
        {"refuseDisorder": True},
        {
            "batch": {"vehicle_entry": 50, "vehicle_exit": 50, "image_upload": 10},
            "concurrency": 1,
            "downlink": {"hello": "none", "keepalive": "300ms"},
        },
    ),
}


def as_saved_by_notepad(file):
    file.write_bytes(b"\xef\xbb\xbf" + file.read_text(encoding="utf-8").replace("\n", "\r\n").encode())


def open_site(site, reading):
    cloud, profile = READINGS[reading]
    lot = site.add_lot("dongmen")
    site.start_cloud(**cloud)
    for name in ("donglu.json", "donglu-demo.json"):
        shutil.copy(DONGLU / name, site.folder)
        as_saved_by_notepad(site.folder / name)
    (site.folder / PASSWORD_FILE).write_bytes((harness.SECRETS["LOTBRIDGE_TEST_PASSWORD"] + "\r\n").encode())
    adapter = lot.donglu()
    adapter["settings"]["mapping"] = "../donglu-demo.json"
    lot.write_settings("../平台.json", adapters=[adapter])
    settings = json.loads(lot.settings_file.read_text())
    settings["cloud"]["password"] = {"file": f"../{PASSWORD_FILE}"}
    lot.settings_file.write_text(json.dumps(settings, ensure_ascii=False, indent=2))
    site.write_profile("平台", times={**harness.short_times(1 / 60), "answer": "5s"}, **profile)
    site.write_host_settings(data="数据 目录")
    site.host.data = site.folder / "数据 目录"
    for file in (lot.settings_file, site.folder / "平台.json", site.folder / "host.json"):
        as_saved_by_notepad(file)
    lot.play("--events", 300, "--seed", 3, "--speed", "max", "--stay-open", "--quiet", pictures=0.3)
    return lot


def expect_agreement(lot, cloud, when):
    try:
        wait_until(lambda: lot.read().played and not differences(lot, cloud.read()), 60, "agreement", 0.3)
    except Failure:
        raise Failure(f"{when}: " + "\n  ".join(differences(lot, cloud))) from None


def ask(site, lot, when):
    """A fee, a payment and a gate."""
    wait_until(lambda: site.cloud.online(lot.park_id), 20, f"{when}: the downlink is up")
    record, stay = next((code, stay) for code, stay in lot.book().read().stays.items() if stay.entered and not stay.left and stay.plate)
    wait_until(lambda: site.cloud.ask("fee_query", {"recordCode": record}).get("resultCode") == "0000", 20, f"{when}: the adapter is ready", 0.2)
    order = str(uuid.uuid4())
    payment = {"orderCode": order, "recordCode": record, "carNum": stay.plate, "orderMoney": 1.5, "realPayMoney": 1.5, "phoneNumber": "138****1234"}
    for interface, body in (("fee_query", {"recordCode": record}), ("prepayment", payment), ("gate_control", {"barCode": "201", "isOpen": 1})):
        reply = site.cloud.ask(interface, body)
        if reply.get("resultCode") != "0000" or reply.get("violations"):
            raise Failure(f"{when}: {interface} was answered {reply}")
    wait_until(lambda: lot.book().read().payments[order] == 1, 10, f"{when}: the payment reaches the booth")


def expect_peace(site, lot, logins, when):
    """No login that nobody needed: each would have killed a token."""
    state = next(state for state in site.cloud.get("/lots") if state["parkId"] == lot.park_id)
    if state["logins"] > logins:
        raise Failure(f"{when}: {state['logins']} logins, {logins} would have done")


def play(site, reading):
    lot = open_site(site, reading)
    book, cloud = lot.book(), site.cloud.book()
    code, words = site.host.command_line("check", seconds=60)
    if code != 0:
        raise Failure(f"lotbridge check: {words}")
    site.host.start()
    expect_agreement(book, cloud, reading)
    ask(site, lot, reading)
    expect_peace(site, lot, 3, reading)
    site.stop_host()
    site.host.start()
    ask(site, lot, f"{reading}, after a restart")
    code, words = site.host.command_line("poll", "--lot", "nowhere")
    if code == 0 or 'no lot "nowhere"' not in words or site.host.command_line("poll")[0] != 0:
        raise Failure(f"lotbridge poll for a lot that is not there ended with {code}: {words}")
    code, words = site.host.command_line("stop")
    if code != 0 or site.host.process.wait(5) != 0:
        raise Failure(f"lotbridge stop ended with {code}: {words}")
    expect_peace(site, lot, 4, f"{reading}, after a restart")
    if not cloud.read().interfaces["image_upload"]:
        raise Failure(f"{reading}: no picture came")
    if wrong := cloud.violations():
        raise Failure(f"{reading}: the platform found: {wrong}")
    say(f"{reading}: {dict(cloud.interfaces)}")


def run(_, options):
    for reading in READINGS:
        with harness.Site(options, "泊桥 系统-") as site:
            play(site, reading)


if __name__ == "__main__":
    harness.main(run, harness.arguments(__doc__).parse_args())
