#!/usr/bin/env python3
"""A mapping that breaks no rule and is wrong: fen told as yuan, and pictures looked for in the wrong folder. check, preview, the log and
status say so, each once; nothing stops. As the mapping should be, nothing is said."""

import harness
from badinput import donglu_mapping
from harness import say
from processes import Failure, wait_until

DOUBTS = ("/fields/payMoney: looks like fen told as yuan", "rows that name pictures none was found")


def expect_doubts(what, text, wanted):
    for words in wanted:
        lines = [line.split("stream ")[1] for line in text.splitlines() if words in line]
        if not lines or len(lines) != len(set(lines)):
            raise Failure(f"{what} should say once of each stream: {words}\n{text}")
        say(f"{what}: {lines[0]}")


def expect_none(what, text):
    doubts = [line for line in text.splitlines() if "/fields/" in line or "/images/" in line]
    if doubts:
        raise Failure(f"{what} doubts what is right:\n  " + "\n  ".join(doubts))


def wrong_adapter(site, lot):
    adapter = lot.donglu()
    empty = site.folder / "empty"
    empty.mkdir()
    mapping = donglu_mapping(site, "c.shouldMoney,", "c.shouldMoney * 100 AS shouldMoney,")
    adapter["settings"] |= {"mapping": mapping, "image_root": str(empty)}
    return adapter


def look(site, wanted_of_check, wanted):
    code, checked = site.host.command_line("check", seconds=60)
    preview_code, preview = site.host.command_line("preview", "--from-start", "--limit", "5", seconds=60)
    if code != 0 or preview_code != 0:
        raise Failure(f"check ended with {code}, preview with {preview_code}:\n{checked}\n{preview}")
    if not wanted:
        return expect_none("check", checked), expect_none("preview", preview)
    expect_doubts("check", checked, wanted_of_check)
    expect_doubts("preview", preview, wanted)


def run(site, options):
    lot = site.add_lot("lot")
    site.start_cloud()
    site.write_host_settings()
    lot.play("--events", 400, "--seed", options.seed, "--speed", 2000, "--start", "2025-06-02 07:00:00", "--quiet", pictures=1)
    wait_until(lambda: not lot.traffic.running(), 60, "the lot has played")
    lot.write_settings()
    look(site, (), ())
    lot.write_settings(adapters=[wrong_adapter(site, lot)])
    look(site, (DOUBTS[0], "pictures that its rows name is there"), DOUBTS)

    site.host.start()
    exits = sum(1 for stay in lot.book().read().stays.values() if stay.left)
    book = site.cloud.book(lot.park_id)
    wait_until(lambda: book.read().interfaces["vehicle_exit"] + book.interfaces["supplementary_bill"] >= exits, 60, "all exits arrive", 0.3)
    expect_doubts("the log", (site.host.data / "log" / "lotbridge.log").read_text(errors="replace"), DOUBTS)
    adapter = site.host.status()["host"]["lots"][0]["adapters"][0]
    if adapter["health"] != "running" or adapter["words"] or "payMoney" not in adapter["warning"]:
        raise Failure(f"status should show the last warning of an adapter that runs: {adapter}")
    code, words = site.host.command_line("status")
    if "looks like fen" not in words:
        raise Failure(f"status ended with {code} and says nothing of it:\n{words}")
    site.stop_host()


if __name__ == "__main__":
    harness.main(run, harness.arguments(__doc__).parse_args())
