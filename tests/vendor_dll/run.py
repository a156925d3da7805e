#!/usr/bin/env python3
"""The 64-bit host under wine carries adapters/examples/vendor-dll, a library of 32 bits around a vendor's DLL of 32 bits: passages
and pictures reach the reference cloud, the gate opens once, the DLL crashes on a thread of its own and the host goes on. Needs root and

    tools/setup.sh --windows --windows32
    tools/windows/build-deps.sh && cmake --preset windows-mingw && cmake --build --preset windows-mingw --target lotbridge
    tools/windows/build-deps.sh win32 && cmake --preset windows-runner32 && cmake --build --preset windows-runner32
    cmake --preset dev && cmake --build --preset dev --target lotbridge-cloud
"""

import pathlib
import random
import shutil
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests" / "system"))

import harness
from books import Stay, differences
from harness import SECRETS, say
from processes import Failure, Program, wait_until

BOX = SOURCE / "tools" / "windows" / "box.sh"
PICTURE = next((SOURCE / "tools" / "lotsim" / "pictures").glob("*.jpg"))


def drive(path):
    """As programs under wine see it."""
    return "Z:" + str(path)


class BoxedHost(harness.Host):
    """lotbridge.exe in the box; what it prints goes through a file, because wine's other processes inherit it."""

    def __init__(self, site, stage):
        self.stage = stage
        super().__init__(site)

    def words(self, *words):
        return [BOX, "run", "wine", self.stage / "bin" / "lotbridge.exe", *words, "--settings", drive(self.settings)]

    def stop(self, seconds=15):
        if not self.running():
            return True
        self.command_line("stop")
        wait_until(lambda: not self.running(), seconds, "the host stops")
        return True


class Device:
    """The file behind the vendor's DLL, and what the cloud must know of it in the end."""

    def __init__(self, folder, seed):
        self.file = folder / "device.txt"
        self.file.write_bytes(b"")
        self.picture = shutil.copy(PICTURE, folder)  # where the box sees it
        self.random = random.Random(seed)
        self.stays, self.number = {}, 0

    def lines_of(self, what):
        file = self.file.with_name(f"{self.file.name}.{what}")
        return file.read_text().split() if file.exists() else []

    def pass_by(self, stay, way, time):
        self.number += 1
        known = self.stays[stay]
        entered = known.entered if way == "out" else ""
        fields = [f"P{self.number}", stay, known.plate, time, entered, way, str(known.due), drive(self.picture)]
        with self.file.open("ab") as file:
            file.write((";".join(fields) + "\n").encode("gbk"))

    def play(self, day, cars):
        for car in range(cars):
            code = f"S{day}-{car}"
            stay = self.stays[code] = Stay(f"京{self.random.choice('ABCDE')}{self.random.randrange(100_000):05}", f"2026-06-{day:02} 08:{car:02}:00")
            self.pass_by(code, "in", stay.entered)
            if car % 5:
                stay.left = f"2026-06-{day:02} 09:{car:02}:30"
                stay.due = stay.received = 50 * self.random.randrange(40)
                self.pass_by(code, "out", stay.left)

    def crash(self):
        with self.file.open("ab") as file:
            file.write("P0;S0;CRASH;2026-06-09 08:00:00;;in;0;\n".encode("gbk"))
        self.stays["S0"] = Stay("CRASH", "2026-06-09 08:00:00")


def stage(options):
    """What an installer lays down, of both builds."""
    folder = SOURCE / "build" / "vendor_dll"
    shutil.rmtree(folder, ignore_errors=True)
    for build, component in (("windows-mingw", "host"), ("windows-runner32", "host"), ("windows-runner32", "plugins")):
        command = ["cmake", "--install", SOURCE / "build" / build, "--prefix", folder, "--strip", "--component", component]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    shutil.copy(SOURCE / "build" / "windows-runner32" / "vendor" / "pk_sdk.dll", folder)
    return folder


def run(site, options):
    staged = stage(options)
    lot = site.add_lot()
    site.start_cloud(times={"hourMs": 6000, "retryMs": 1000, "heartbeatMs": 600_000, "freeSpacesMs": 600_000})
    device = Device(site.folder, options.seed)
    settings = {"library": drive(staged / "pk_sdk.dll"), "address": drive(device.file), "lane": "N1"}
    adapter = {"name": "gate", "plugin": "example.vendor-dll", "settings": settings}
    profile = drive(site.write_profile(times=harness.short_times(1 / 600)))
    lot.write_settings(profile, adapters=[adapter])
    site.write_host_settings()
    site.host = host = BoxedHost(site, staged)

    code, words = host.command_line("check")
    if code != 0 or "example.vendor-dll" not in words:
        raise Failure(f"lotbridge check: {code}: {words}")
    device.play(1, options.cars)
    host.start()
    book = site.cloud.book()

    def wrong():
        found = differences(device, book.read())
        pictures = site.cloud.book().read().interfaces["image_upload"]
        return found + ([] if pictures == device.number else [f"{pictures} pictures of {device.number}"])

    site.settle(wrong, 120)
    say(f"{len(device.stays)} stays with {device.number} pictures have come through the 32-bit DLL")
    wait_until(lambda: site.cloud.online(lot.park_id), 30, "the lot's line")
    site.cloud.persistently("gate_control", {"barCode": "N1", "isOpen": 1}, "the gate opens")
    if device.lines_of("gate") != ["open"]:
        raise Failure(f"the gate was opened {len(device.lines_of('gate'))} times")
    device.crash()
    device.play(2, options.cars)
    site.settle(wrong, 120)
    log = (host.data / "log" / "lotbridge.log").read_text(errors="replace")
    if not device.lines_of("crashed") or "0xC0000005" not in log:
        raise Failure("the DLL did not crash, or the log does not say so")
    if not list((host.data / "dumps").glob("*.dmp")):
        raise Failure("no dump was left of the crash")
    say("the DLL crashed, its process was started again, nothing is missing")
    if sorted(device.lines_of("acked")) != sorted({f"P{n}" for n in range(device.number + 1)}):
        raise Failure("not every passage is acknowledged, once")
    host.stop()


if __name__ == "__main__":
    parser = harness.arguments(__doc__)
    parser.add_argument("--cars", type=int, default=40, help="of each of two days")
    options = parser.parse_args()
    subprocess.run([BOX, "up"], check=True)
    try:
        harness.main(run, options)
    finally:
        subprocess.run([BOX, "down"], check=True)
