#!/usr/bin/env python3
"""lotbridge as a Windows service, under wine: what install makes, twice of everything, two services beside each other in folders with
Chinese names, stops while the cloud is away and while an adapter hangs, wrong settings. Nothing that was taken in may be lost.

Where this process may, the user of that Windows has a Chinese name too. Wine neither starts a service again after a crash, nor knows
accounts, nor sends a shutdown: that needs a real Windows.
"""

import argparse
import json
import pathlib
import re
import shutil
import socket
import sys
import tempfile
import time

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests" / "system"))

from processes import Failure, free_ports, wait_until  # noqa: E402
from wine import Wine, may_name_users, windows_path  # noqa: E402

PLATE = "粤B12345"  # of the adapter that tells facts
RUNNING, STOPPED, STOP_PENDING = 4, 1, 3
USER = "张三"
WRONG_SETTINGS = 4
KNOWN_TO_WINDOWS_ALONE = ("(124)", "(1332)")  # what wine refuses: some settings; accounts of services


def expect(condition, words):
    if not condition:
        raise Failure(words)


class Service:
    """One installation in a folder of its own, with a lot whose cloud is away: nobody is at its port, or nobody answers there."""

    def __init__(self, wine, build, folder, name, port, isolation):
        self.wine, self.name, self.folder, self.port, self.isolation = wine, name, folder, port, isolation
        (folder / "lots").mkdir(parents=True)
        (folder / "bin").mkdir()
        shutil.copy(build / "bin" / "lotbridge.exe", folder / "bin")
        shutil.copytree(build / "tests" / "isolation" / "plugins" / "faulty", folder / "plugins" / "test.faulty")
        for secret, text in {"password": "a password", "key": "0123456789abcdef01234567", "iv": "76543210"}.items():
            (folder / secret).write_text(text)
        self.settings = folder / "host.json"
        self.write_host()
        self.write_lot(facts=40)

    def write_host(self, **changes):
        settings = {"data": "data", "plugins": "plugins", "lots": ["lots"], "store": {"min_free": "16MiB"}, **changes}
        self.settings.write_text(json.dumps(settings, ensure_ascii=False, indent=2), encoding="utf-8")

    def write_lot(self, **adapter):
        """The adapter tells so many facts, and breaks in the way that is named."""
        secret = lambda name: {"file": f"../{name}"}  # noqa: E731
        lot = {
            "name": self.name,
            "park_id": "p",
            "park_code": "c",
            "cloud": {
                "url": f"http://127.0.0.1:{self.port}/parking",
                "user": self.name,
                "password": secret("password"),
                "login_key": secret("key"),
                "login_iv": secret("iv"),
            },
            "adapters": [{"name": "books", "plugin": "test.faulty", "poll": "100ms", "isolation": self.isolation, "settings": adapter}],
        }
        (self.folder / "lots" / "lot.json").write_text(json.dumps(lot, ensure_ascii=False, indent=2), encoding="utf-8")

    def command(self, *words):
        return self.wine.try_run(self.folder / "bin" / "lotbridge.exe", *words)

    def verb(self, verb, *words):
        return self.command("service", verb, "--name", self.name, *words)

    def must(self, verb, *words):
        code, said = self.verb(verb, *words)
        expect(code == 0, f"service {verb} of {self.name} ended with {code}: {said}")
        return said

    def install(self):
        return self.must("install", "--settings", windows_path(self.settings))

    def state(self):
        """state, exit code, exit code of its own, as another program sees them."""
        _, said = self.wine.try_run("sc", "query", self.name)
        return tuple(int(re.search(rf"{what}\s*:\s*(\d+)", said)[1]) for what in ("STATE", "WIN32_EXIT_CODE", "SERVICE_EXIT_CODE"))

    def taken_in(self):
        """How many messages wait in the outbox; -1: nobody can tell yet."""
        code, said = self.command("status", "--json", "--settings", windows_path(self.settings))
        return json.loads(said)["outbox"].get(self.name, {}).get("waiting", 0) if code == 0 else -1

    def log(self):
        return (self.folder / "data" / "log" / "lotbridge.log").read_text(encoding="utf-8")


def check_registry(wine, service):
    services = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services"
    said = wine.registry(rf"{services}\{service.name}")
    program, settings = windows_path(service.folder / "bin" / "lotbridge.exe"), windows_path(service.settings)
    for words in (
        f'"{program}" run --settings "{settings}"',
        f"NT SERVICE\\{service.name}",
        "停车",
        "parking",
        '"PreshutdownTimeout"=dword:00004e20',  # 20 s
    ):
        expect(words in said, f"the service's settings are without {words}:\n{said}")
    said = wine.registry(rf"{services}\EventLog\Application\{service.name}")
    expect('"EventMessageFile"=' in said, f"the event log does not know {service.name}:\n{said}")


def check_account(wine, service):
    """Of an administrator's choice; it stays when the service is installed again."""
    chosen = r"NT AUTHORITY\LocalService"
    service.must("install", "--settings", windows_path(service.settings), "--account", chosen)
    service.install()
    said = wine.registry(rf"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\{service.name}")
    expect(f'"ObjectName"="{chosen}"' in said, f"the account was not kept:\n{said}")
    service.must("uninstall")


def check_twice(wine, service):
    for words in ("installed", "changed"):
        said = service.install()
        refused = [line for line in said.splitlines() if line.startswith("warning:") and not line.endswith(KNOWN_TO_WINDOWS_ALONE)]
        expect(words in said and not refused, f"install said: {said}")
    check_registry(wine, service)
    for words in ("runs, process", "runs already"):
        expect(words in (said := service.must("start")), f"start said: {said}")
    expect("runs, process" in (said := service.must("status")), f"status said: {said}")
    code, said = service.command("doctor", "--json", "--settings", windows_path(service.settings))
    found = [one for one in json.loads(said)["findings"] if one["subject"] == "service"]
    expect(len(found) == 1 and found[0]["grade"] == "ok", f"doctor says of the service: {found}")
    for words in ("stopped", "does not run"):
        expect(words in (said := service.must("stop")), f"stop said: {said}")
    code, said = service.verb("status")
    expect(code == 1 and "it ended in order" in said, f"status ended with {code}: {said}")
    for words in ("removed", "no such service"):
        expect(words in (said := service.must("uninstall")), f"uninstall said: {said}")
    code, said = service.verb("start")
    expect(code == 1 and "lotbridge service install" in said, f"start of nothing ended with {code}: {said}")
    expect((service.folder / "data").is_dir(), "uninstall took the data")


def check_others_are_let_alone(wine, service):
    for verb in ("install", "stop", "start", "uninstall"):
        code, said = service.command("service", verb, "--name", "PlugPlay", "--settings", windows_path(service.settings))
        expect(code == 1 and "something else" in said, f"service {verb} of PlugPlay ended with {code}: {said}")


def stop_watched(wine, build, service):
    """Milliseconds that a stop takes, and its check points; it is over within 10 s, and no error."""
    code, said = wine.try_run(build / "tests" / "windows" / "watch_stop.exe", service.name)
    rows = [tuple(int(word) for word in line.split()) for line in said.splitlines()]
    expect(code == 0 and rows, f"the service did not stop: {said}")
    took, state, _, exit_code, own_code = rows[-1]
    expect(state == STOPPED and (exit_code, own_code) == (0, 0), f"the stop ended with {rows[-1]}")
    expect(took <= 10_000, f"the stop took {took} ms")
    points = [point for _, state, point, *_ in rows if state == STOP_PENDING]
    expect(points == sorted(set(points)), f"the check points do not rise: {rows}")
    expect(took < 3_000 or len(points) >= took // 2_000, f"too few check points in {took} ms: {rows}")
    return f"{took} ms with {len(points)} check points"


def check_outage(wine, build, services):
    for service in services:
        service.install()
        service.must("start")
    for service in services:
        wait_until(lambda one=service: one.taken_in() == 40, 30, f"{service.name} has taken in all facts", 0.3)
    expect(all(service.state()[0] == RUNNING for service in services), "both services run beside each other")
    for service in services:
        took = stop_watched(wine, build, service)
        print(f"{service.name}: stopped in {took} while the cloud was away")
        expect(service.taken_in() == 40, f"{service.name} has {service.taken_in()} messages left of 40")


def check_hang(wine, build, service):
    service.write_lot(fault="hang", **{"in": "poll"}, after=41, facts=1000)
    service.must("start")
    wait_until(lambda: service.taken_in() >= 40, 30, "facts are taken in before the hang", 0.3)
    time.sleep(1)  # into the call that never returns
    before = service.taken_in()
    took = stop_watched(wine, build, service)
    print(f"{service.name}: stopped in {took} inside a call that never returns")
    expect("leaving an adapter inside its driver" in service.log(), "the hang was none")
    expect(service.taken_in() == before, f"{service.taken_in()} messages are left of {before}")
    service.write_lot(facts=40)


def check_early_stop(wine, service):
    """Asked to stop while it opens its store: as soon as it can, and in order."""
    for _ in range(3):
        wine.try_run("sc", "start", service.name)
        wine.try_run("sc", "stop", service.name)
        wait_until(lambda: service.state()[0] == STOPPED, 15, "a service stops that was hardly started", 0.1)
        expect(service.state() == (STOPPED, 0, 0), f"it ended with {service.state()}")


def check_wrong_settings(wine, service, write, told):
    before = len(wine.event_log())
    write()
    code, said = service.verb("start")
    expect(code == 1 and f"exit code {WRONG_SETTINGS}" in said and "event log" in said, f"start ended with {code}: {said}")
    expect(service.state() == (STOPPED, 1066, WRONG_SETTINGS), f"the service manager says {service.state()}")
    lines = [words for kind, words in wine.event_log()[before:] if kind == "err"]
    expect(len([words for words in lines if told in words]) == 1, f"not one line of the event log says {told!r}: {lines}")


def check_user(wine, service):
    """What is of the user's, and lies below a folder of that name."""
    expect(wine.outside(f"users/{wine.user}").is_dir(), "the user has another name")
    for folder in ("AppData", "Temp"):  # not Documents: wine lays that into the home of this machine's user
        file = f"C:\\users\\{USER}\\{folder}\\诊断.tar.gz"
        wine.try_run("cmd", "/c", "mkdir", f"C:\\users\\{USER}\\{folder}")
        code, said = service.command("support-bundle", file, "--settings", windows_path(service.settings))
        expect(code == 0 and wine.outside(f"users/{USER}/{folder}/诊断.tar.gz").exists(), f"support-bundle ended with {code}: {said}")


def check_event_log(wine, services):
    lines = wine.event_log()
    expect(any(kind == "warn" for kind, _ in lines), f"no warning reached the event log: {lines}")
    expect(not any(PLATE in words for _, words in lines), "a plate stands in the event log")
    expect(not any(PLATE in service.log() for service in services), "a plate stands in the log")


def run(wine, build, folder):
    with socket.create_server(("127.0.0.1", 0)) as silent:  # connections are taken, and nothing is answered
        check(wine, build, folder, silent)


def check(wine, build, folder, silent):
    north = Service(wine, build, folder / "停车场 北门", "north", silent.getsockname()[1], "in-process")
    south = Service(wine, build, folder / "停车场 南门", "LotBridge-south", free_ports(1)[0], "process")
    check_twice(wine, north)
    check_account(wine, north)
    check_others_are_let_alone(wine, north)
    check_outage(wine, build, [north, south])
    check_hang(wine, build, north)
    check_early_stop(wine, north)
    where = windows_path(north.settings)
    check_wrong_settings(wine, north, lambda: north.settings.write_text('{\n  "data": "data",\n  "lots": 7\n}\n'), f"{where}:3:11: /lots: ")
    north.write_host()
    if wine.user:
        check_user(wine, north)
    lot = north.folder / "lots" / "lot.json"
    check_wrong_settings(wine, north, lambda: lot.write_text('{\n  "nmae": "a"\n}\n'), f"{windows_path(lot)}:2:3: /nmae: ")
    check_event_log(wine, [north, south])
    for service in (north, south):
        service.must("uninstall")


def main(description, test, user=None):
    """Runs a test in a Windows of its own, of this user, and ends with its exit code; a failure keeps everything."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=SOURCE / "build" / "windows-mingw", help="build folder of the Windows build")
    options = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="lotbridge-windows-"))
    try:
        with Wine(folder / "wine", user) as wine:
            test(wine, options.build.resolve(), folder)
    except Failure as failure:
        print(f"\nFAILED: {failure}\neverything is kept in {folder}", flush=True)
        sys.exit(1)
    shutil.rmtree(folder)
    print("passed")


if __name__ == "__main__":
    main(__doc__, run, USER if may_name_users() else None)
