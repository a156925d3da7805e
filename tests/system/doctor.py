#!/usr/bin/env python3
"""Self-help: the doctor finds nothing at a healthy lot; then a full disk, a port in use, a driver that is not installed, a wrong
password, a token that is refused, settings that are broken, each named with what to do and by exit code. A support bundle of a
lot that ran a day holds no plate and no secret. A secret is typed unseen, and used."""

import contextlib
import json
import os
import pty
import re
import select
import socket
import sqlite3
import subprocess
import tarfile

import harness
from books import differences
from harness import SECRETS, say
from processes import Failure, free_ports, wait_until

PHONE = "13812345678"


class Doctor:
    def __init__(self, site, lot):
        self.site, self.host, self.lot = site, site.host, lot

    def find(self, expected_code=1):
        code, text = self.host.command_line("doctor", "--json", seconds=90)
        try:
            found = json.loads(text)
        except json.JSONDecodeError as error:
            raise Failure(f"lotbridge doctor --json ended with {code} and said: {text}") from error
        if code != expected_code or (found["worst"] == "failed") != (code == 1):
            raise Failure(f"lotbridge doctor ended with {code} and found: {json.dumps(found, indent=1, ensure_ascii=False)}")
        return found["findings"]

    def expect(self, fault, subject, words, advice):
        """This is found as a fault, and something is advised."""
        findings = self.find()
        wanted = [one for one in findings if one["grade"] == "failed" and one["subject"] == subject]
        if not any(re.search(words, one["words"]) and re.search(advice, one.get("advice", "")) for one in wanted):
            raise Failure(f"{fault}: the doctor found {json.dumps(findings, indent=1, ensure_ascii=False)}")
        say(f"{fault}: found, with what to do")

    def change(self, change):
        settings = json.loads(self.lot.write_settings().settings_file.read_text())
        change(settings)
        self.lot.settings_file.write_text(json.dumps(settings, ensure_ascii=False, indent=2))


def healthy(doctor):
    wait_until(lambda: doctor.site.cloud.online(doctor.lot.park_id), 30, "the host is connected")
    findings = doctor.find(0)
    subjects = {one["subject"] for one in findings if one["grade"] == "ok"}
    expected = {"settings", "disk", "folders", "lot: connection", "lot: TLS", "lot: clock", "lot: queue", "lot: cloud", "lot: downlink"}
    if not expected <= subjects:
        raise Failure(f"not looked at: {expected - subjects} in {json.dumps(findings, indent=1, ensure_ascii=False)}")
    say(f"a healthy lot: {len(findings)} findings, none failed")


def day(site, lot, events):
    """What a lot does in a day, until the cloud has it; the last row is one that the standard does not take."""
    lot.play("--events", events, "--seed", 7, "--speed", "max", "--quiet")
    wait_until(lambda: not lot.traffic.running(), 120, "the day is played")
    ledger, cloud = lot.book(), site.cloud.book(lot.park_id)
    wait_until(lambda: not differences(ledger.read(), cloud.read()), 120, "the cloud has the day", 0.2)


def forbidden(lot):
    """Every plate of the lot's database, and every secret, as they could stand in a file."""
    plates = set()
    with sqlite3.connect(lot.database) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
            for column in columns:
                for (value,) in database.execute(f"SELECT DISTINCT {column} FROM {table}"):
                    if isinstance(value, str) and re.fullmatch(r"[\u4e00-\u9fff][A-Z][A-Z0-9]{5,6}[\u4e00-\u9fff]?", value):
                        plates.add(value)
    if len(plates) < 20:
        raise Failure(f"only {len(plates)} plates are in the lot's database; this test looks for them")
    texts = plates | set(SECRETS.values()) | {PHONE}
    return {text: {text.encode(), text.encode("gb18030"), json.dumps(text)[1:-1].encode()} for text in texts}


def bundle(doctor):
    site, lot = doctor.site, doctor.lot
    plate = sorted(text for text in forbidden(lot) if re.match(r"[\u4e00-\u9fff][A-Z]", text))[0]
    # A cloud that names cars in its refusals; what a vendor's library might print; what an operator might write somewhere.
    site.cloud.fault(kind="answer", code="9999", message=f"no such car {plate}, call {PHONE}", count=100_000)
    lot.play("--events", 40, "--seed", 8, "--speed", "max", "--quiet")
    wait_until(lambda: site.host.outbox(lot).get("held", 0) >= 5, 60, "messages are refused")
    with open(site.host.data / "log" / "lotbridge.log", "a", encoding="utf-8") as log:
        log.write(f"printed: {plate} {PHONE} {SECRETS['LOTBRIDGE_TEST_PASSWORD']}\n")
    words = f"// in the booth: {PHONE}, {SECRETS['LOTBRIDGE_TEST_PASSWORD']}\n"
    lot.settings_file.write_text(words + lot.settings_file.read_text(encoding="utf-8"), encoding="utf-8")
    file = site.folder / "bundle.tar.gz"
    code, text = site.host.command_line("support-bundle", str(file), seconds=120)
    lot.write_settings()
    site.cloud.heal()
    if code != 0:
        raise Failure(f"lotbridge support-bundle ended with {code}: {text}")
    with tarfile.open(file) as archive:
        files = {member.name: archive.extractfile(member).read() for member in archive.getmembers()}
    for name in ("versions.txt", "doctor.txt", "status.json", "log/lotbridge.log", "settings/host.json", "settings/lots/lot.json"):
        if not files.get(f"lotbridge-support/{name}"):
            raise Failure(f"{name} is not in the bundle, which has {sorted(files)}")
        if name not in text:
            raise Failure(f"{name} is not among what the command lists: {text}")
    for text, forms in forbidden(lot).items():
        for name, content in files.items():
            if any(form in content for form in forms):
                raise Failure(f"{text!r} stands in {name} of the bundle")
    if b"no such car <" not in files["lotbridge-support/outbox/held.txt"]:
        raise Failure(f"the refusals are not in the bundle: {files['lotbridge-support/outbox/held.txt'].decode()}")
    if file.stat().st_mode & 0o077:
        raise Failure(f"others may read the bundle: {oct(file.stat().st_mode)}")
    say(f"a bundle of {len(files)} files, {sum(map(len, files.values()))} bytes: no plate, no phone number, no secret in it")


def typed_secret(doctor):
    """At a terminal, which must not show it; then the lot's file names it."""
    value = SECRETS["LOTBRIDGE_TEST_PASSWORD"]
    ours, theirs = pty.openpty()
    command = [str(part) for part in doctor.host.words("secret", "set", "cloud-password")]
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    os.close(theirs)
    shown = b""

    def read_on():
        nonlocal shown
        if select.select([ours], [], [], 0.05)[0]:
            try:
                shown += os.read(ours, 4096)
            except OSError:
                return True  # the other side is closed
        return process.poll() is not None

    wait_until(lambda: read_on() or b"nothing is shown" in shown, 20, "the secret is asked for")
    os.write(ours, value.encode() + b"\n")
    wait_until(read_on, 20, "the secret is kept")
    read_on()
    os.close(ours)
    if process.wait() != 0 or value.encode() in shown or b"kept" not in shown:
        raise Failure(f"lotbridge secret set ended with {process.returncode} and showed {shown!r}")
    code, text = doctor.host.command_line("secret", "list")
    if (code, text) != (0, "cloud-password\n"):
        raise Failure(f"lotbridge secret list ended with {code}: {text}")
    (file,) = (doctor.host.data / "secrets").iterdir()
    if file.stat().st_mode & 0o777 != 0o600:
        raise Failure(f"{file} has the mode {oct(file.stat().st_mode)}")


def wrong_and_kept_password(doctor):
    doctor.change(lambda lot: lot["cloud"].update(password={"env": "LOTBRIDGE_TEST_SIGNATURE"}))
    doctor.expect("a wrong password", "lot: cloud", "", "lotbridge secret set")
    doctor.change(lambda lot: lot["cloud"].update(password={"kept": "cloud-password"}))
    doctor.find(0)
    say("the kept password: logged in")


def refused_token(doctor):
    doctor.site.cloud.fault(kind="answer", code="9000", message="no such token", interface="heartbeat", count=1000)
    doctor.expect("a token that is refused", "lot: cloud", "", "password")
    doctor.site.cloud.heal()


def port_in_use(doctor):
    (port,) = free_ports(1)
    SECRETS["LOTBRIDGE_TEST_PARKKEY"] = "8d1f0c1e-0000-4000-8000-000000000000"
    settings = {"listen": {"address": "127.0.0.1", "port": port}, "parkid": "P1", "parkkey": {"env": "LOTBRIDGE_TEST_PARKKEY"}}
    adapter = {"name": "line", "plugin": "lotbridge.uploadcarin", "settings": settings}
    doctor.change(lambda lot: lot.update(adapters=[adapter]))
    with socket.create_server(("127.0.0.1", port)):
        doctor.expect("a port in use", "lot: ports", rf"port {port}, .* in use by python[^,]*, process {os.getpid()}", "another port")


def missing_driver(doctor):
    connection = {"backend": "odbc", "dialect": "mssql", "Driver": "{No Such Driver}", "host": "127.0.0.1"}
    doctor.change(lambda lot: lot["adapters"][0]["settings"].update(connection=connection))
    words = r'"No Such Driver" is not installed for 64-bit programs'
    doctor.expect("a driver that is not installed", "lot: adapter database: driver", words, "install the driver")


def broken_settings(doctor):
    doctor.change(lambda lot: lot.update(park_id=17))
    doctor.expect("a broken settings file", "settings", r"lot\.json:\d+:\d+: /park_id", "line that is named")
    doctor.lot.write_settings()


def full_disk(doctor):
    """A small disk of its own for a second data folder, filled to the last byte."""
    disk = doctor.site.folder / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(disk)], capture_output=True, text=True)
    if mounted.returncode != 0:
        say(f"a full disk: left out, no disk can be made here ({mounted.stderr.strip()})")
        return
    try:
        with contextlib.suppress(OSError), open(disk / "filler", "wb", buffering=0) as filler:
            while filler.write(b"x" * 4096) == 4096:
                pass
        doctor.site.write_host_settings(data=str(disk))
        doctor.host = doctor.site.host
        doctor.expect("a full disk", "disk", r"writing .*doctor-\d+\.tmp failed", "make room")
    finally:
        subprocess.run(["umount", str(disk)], check=True)
        doctor.site.write_host_settings()
        doctor.host = doctor.site.host


def run(site, options):
    lot = site.add_lot().write_settings()
    site.start_cloud()
    site.write_host_settings().start()
    doctor = Doctor(site, lot)
    day(site, lot, options.events)
    healthy(doctor)
    bundle(doctor)
    site.stop_host()
    typed_secret(doctor)
    wrong_and_kept_password(doctor)
    refused_token(doctor)
    port_in_use(doctor)
    missing_driver(doctor)
    broken_settings(doctor)
    full_disk(doctor)


if __name__ == "__main__":
    parser = harness.arguments(__doc__)
    parser.add_argument("--events", type=int, default=300, help="passages of the lot's day")
    harness.main(run, parser.parse_args())
