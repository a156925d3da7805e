#!/usr/bin/env python3
"""A second cloud platform, written from the standard and decisions.md alone: nothing of it comes from the host or from
tools/cloud. It judges strictly, misbehaves as platforms do, asks the lots everything that can be asked, and says at the end what
was not as the standard has it.

    second --settings second.json        prints its ports; commands come as lines on stdin: "report", "quit", ..."""

import argparse
import asyncio
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from asking import Asker  # noqa: E402
from doors import Downlink, Uplink  # noqa: E402
from platform_rules import Platform  # noqa: E402


async def obey(platform, uplink, downlink, asker):
    """One command a line; one JSON value a line back."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := (await reader.readline()).decode().split():
        command, *words = line
        answer = "ok"
        if command == "quit":
            return
        if command == "report":
            answer = asker.report() | {"violations": dict(platform.violations)}
        elif command == "stays":
            answer = {lot.park_id: {code: stay(record) for code, record in lot.records.items()} for lot in platform.lots.values()}
        elif command == "rival":
            for lot in platform.lots.values():
                platform.rival_login(lot)
        elif command == "month":
            platform.month_shift += 1
        elif command == "outage":
            await outage(platform, uplink, downlink, float(words[0]))
        elif command == "died":
            uplink.hang_up()
            platform.died(words)
        elif command == "ask":
            asker.start()
        elif command == "calm":
            platform.trouble = 0
            await asker.stop()
        print(json.dumps(answer, ensure_ascii=False, default=str), flush=True)


def stay(record):
    last = record.bill or record.exit or record.entry
    left = (record.bill or record.exit or {}).get("outTime", "")
    return {"plate": record.plate, "entered": last["inTime"], "left": left, "images": len(record.images)}


async def outage(platform, uplink, downlink, seconds):
    await uplink.shut()
    await downlink.shut()
    await asyncio.sleep(seconds)
    platform.excuse()
    await uplink.open()
    await downlink.open()


async def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--settings", type=pathlib.Path, required=True)
    settings = json.loads(parser.parse_args().settings.read_text())
    platform = Platform(settings)
    uplink, downlink = Uplink(platform, settings["uplink"]), Downlink(platform, settings["downlink"])
    asker = Asker(platform, downlink, settings.get("gates", {}))
    await uplink.open()
    await downlink.open()
    print(json.dumps({"uplink": uplink.port, "downlink": downlink.port}), flush=True)
    await obey(platform, uplink, downlink, asker)


if __name__ == "__main__":
    asyncio.run(main())
