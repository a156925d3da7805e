#!/usr/bin/env python3
"""What goes wrong on a lot's PC, shown by a Windows service under wine: settings that are wrong, a full disk, a port in use, an ODBC
driver that is missing or is one for 32-bit programs alone, a library of 32 bits without its runner. Of each: the line in the event log,
what the service and `lotbridge doctor` end with, and what the doctor says to do."""

import contextlib
import json
import re
import shutil
import socket
import subprocess

from service import RUNNING, SOURCE, STOPPED, WRONG_SETTINGS, Service, expect, main

from processes import Failure, free_ports, wait_until
from wine import speak, windows_path

OTHER_FAILURE = 1
FOR_32_BIT = "Microsoft Access Driver (*.mdb)"
X86 = b"MZ" + bytes(0x3A) + (0x40).to_bytes(4, "little") + b"PE\0\0" + (0x14C).to_bytes(2, "little") + bytes(200)


class Troubles:
    def __init__(self, wine, build, folder):
        self.wine = wine
        self.service = Service(wine, build, folder / "停车场 东门", "troubles", free_ports(1)[0], "in-process")
        self.service.install()
        for plugin in ("lotbridge.sql", "lotbridge.uploadcarin"):
            shutil.copytree(build / "plugins" / plugin, self.service.folder / "plugins" / plugin)

    @property
    def lot_file(self):
        return self.service.folder / "lots" / "lot.json"

    def lot_with(self, plugin, settings):
        lot = json.loads(self.lot_file.read_text(encoding="utf-8"))
        lot["adapters"] = [{"name": "books", "plugin": plugin, "settings": settings}]
        self.lot_file.write_text(json.dumps(lot, ensure_ascii=False, indent=2), encoding="utf-8")

    def mend(self):
        self.service.write_host()
        self.service.write_lot(facts=40)

    def doctor(self, subject, words, advice):
        code, said = self.service.command("doctor", "--json", "--settings", windows_path(self.service.settings))
        findings = json.loads(said)["findings"]
        named = [one for one in findings if one["grade"] == "failed" and one["subject"] == subject and re.search(words, one["words"])]
        expect(code == 1 and named, f"doctor ended with {code} and said {json.dumps(findings, ensure_ascii=False, indent=1)}")
        expect(re.search(advice, named[0].get("advice", "")), f"doctor advises {named[0].get('advice')!r}")
        return f"{named[0]['words']}\n      to do: {named[0]['advice']}"

    def show(self, trouble, event, end, doctor):
        """event: what the line must hold; end: what the service ends with, nothing when it goes on and the others with it."""
        before = len(self.wine.event_log())
        code, said = self.service.verb("start")
        if end:
            expect(code == 1 and self.service.state() == (STOPPED, 1066, end), f"{trouble}: {said}; {self.service.state()}")
        else:
            expect(code == 0, f"{trouble}: start ended with {code}: {said}")

        def lines():
            return [words for kind, words in self.wine.event_log()[before:] if kind == "err" and re.search(event, words)]

        try:
            wait_until(lines, 30, f"{trouble}: no line of the event log says {event!r}", 0.3)
        except Failure as failure:
            raise Failure(f"{failure}: {self.wine.event_log()[before:]}") from failure
        if not end:
            expect(self.service.state()[0] == RUNNING, f"{trouble}: the service does not go on: {self.service.state()}")
        found = self.doctor(*doctor)
        if not end:
            self.service.must("stop")
        ending = f"stopped, exit code {end}" if end else "runs on"
        print(f"{trouble}\n  event log: {lines()[0]}\n  service: {ending}\n  doctor, exit code 1: {found}", flush=True)
        self.mend()


def wrong_settings(troubles):
    troubles.service.settings.write_text('{\n  "data": "data",\n  "lots": 7\n}\n')
    where = re.escape(f"{windows_path(troubles.service.settings)}:3:11: /lots")
    troubles.show("a wrong settings file", where, WRONG_SETTINGS, ("settings", where, "line that is named"))


def little_room(troubles):
    troubles.service.write_host(store={"min_free": "900000GiB"})
    words = r"MiB are free .* nothing is taken in"
    troubles.show("less room than is to stay free", "free", None, ("disk", words, "make room"))


def full_disk(troubles, folder):
    """To the last byte, where this account can make one."""
    disk = folder / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(disk)], capture_output=True, text=True)
    if mounted.returncode != 0:
        return print(f"a full disk: left out, none can be made here ({mounted.stderr.strip()})")
    try:
        with contextlib.suppress(OSError), open(disk / "filler", "wb", buffering=0) as filler:
            while filler.write(b"x" * 4096) == 4096:
                pass
        troubles.service.write_host(data=windows_path(disk))
        troubles.show("a full disk", "", OTHER_FAILURE, ("disk", r"writing .*doctor-\d+\.tmp failed", "make room"))
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def port_in_use(troubles):
    (port,) = free_ports(1)
    settings = {"listen": {"address": "127.0.0.1", "port": port}, "parkid": "P1", "parkkey": {"file": "../password"}}
    troubles.lot_with("lotbridge.uploadcarin", settings)
    with socket.create_server(("127.0.0.1", port)):
        words = f"listening on 127.0.0.1:{port}: another program has this port"
        troubles.show("a port in use", words, None, ("troubles: adapter books", words, "correct the lot's file"))


def missing_drivers(troubles):
    mapping = SOURCE / "adapters" / "donglu" / "donglu-demo.json"
    for trouble, driver, words in (
        ("a missing driver", "No Such Driver", "not installed for 64-bit programs"),
        ("a database of the wrong bitness", FOR_32_BIT, "for 32-bit programs only"),
    ):
        connection = {"backend": "odbc", "dialect": "access", "Driver": f"{{{driver}}}", "DBQ": "C:\\parking.mdb"}
        troubles.lot_with("lotbridge.sql", {"connection": connection, "mapping": windows_path(mapping), "start": "now"})
        troubles.show(trouble, words, None, ("troubles: adapter books: driver", words, "lotbridge.sql32"))


def library_of_32_bits(troubles):
    folder = troubles.service.folder / "plugins" / "vendor.old"
    folder.mkdir()
    titles = {"title_zh": "旧库", "title_en": "An old library"}
    manifest = {"id": "vendor.old", "version": "1.0.0", **titles, "library": "old.dll", "abi_major": 1, "abi_minor": 0}
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
    (folder / "old.dll").write_bytes(X86)
    troubles.lot_with("vendor.old", {})
    troubles.show("a library of 32 bits without its runner", "lotbridge-runner32", None, ("troubles: adapter books", "32-bit", ""))


def in_chinese(troubles):
    """As Windows is there: its words are of GBK, and what a command says is UTF-8."""
    environment = troubles.wine.environment
    before = dict(environment)
    speak(environment, "zh_CN", troubles.wine.prefix.parent / "locales")
    found = troubles.doctor("troubles: connection", "[\u4e00-\u9fff]{2}", "is the cloud up")
    environment.clear()
    environment.update(before)
    expect("\ufffd" not in found, f"not UTF-8: {found}")
    print(f"the system's words in Chinese\n  doctor, exit code 1: {found}", flush=True)


def run(wine, build, folder):
    drivers = r"HKLM\SOFTWARE\ODBC\ODBCINST.INI\ODBC Drivers"
    wine.run("reg", "add", drivers, "/v", FOR_32_BIT, "/d", "Installed", "/reg:32", "/f")
    troubles = Troubles(wine, build, folder)
    in_chinese(troubles)
    wrong_settings(troubles)
    little_room(troubles)
    full_disk(troubles, folder)
    port_in_use(troubles)
    missing_drivers(troubles)
    library_of_32_bits(troubles)
    troubles.service.must("uninstall")


if __name__ == "__main__":
    main(__doc__, run)
