#!/usr/bin/env python3
"""The .deb on a clean Debian 12 that is booted: it is installed, its service relays a lot to the reference cloud, it is upgraded
while messages wait, refuses to be replaced by what cannot open its store, is removed and purged. Needs root, a mirror of Debian,
and build/dev with the reference cloud and the lot simulator; makes the packages itself. The clean Debian is kept in
build/clean-debian-12.

  tools/setup.sh --packages && tests/packages/deb.py
"""

import json
import os
import pathlib
import re
import stat
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "system"))

import harness
from clean_debian import CleanDebian
from demo import Demo, arguments, change_settings, expect, make_package, say_schema
from harness import SOURCE, say
from processes import Failure, wait_until

UNIT = "/lib/systemd/system/lotbridge.service"
EXPOSURE = 1.7  # systemd-analyze security; what docs/packages.md states
DATA = "/var/lib/lotbridge"
SETTINGS = "/etc/lotbridge/host.json"
AS_SERVICE = ("setpriv", "--reuid=lotbridge", "--regid=lotbridge", "--init-groups")


def expect_mode(debian, path, mode, owner):
    found = debian.outside(path).stat()
    names = {int(line.split(":")[2]): line.split(":")[0] for line in debian.outside("/etc/passwd").read_text().splitlines()}
    seen = f"{stat.S_IMODE(found.st_mode):o} of {names.get(found.st_uid, found.st_uid)}"
    expect(seen == f"{mode:o} of {owner}", f"{path} is {seen}, expected {mode:o} of {owner}")


def install(debian, package):
    """As an administrator would, who gets what it needs by apt; with the driver for the demo lot's database."""
    code, told = debian.try_run("dpkg", "-i", debian.put(package))
    expect(code != 0 and "dependency problems" in told, f"dpkg was expected to miss packages, and said:\n{told}")
    told = debian.run("apt-get", "install", "-y", "--no-install-recommends", "--fix-broken")
    debian.run("apt-get", "install", "-y", "--no-install-recommends", "libsoci-sqlite3-4.0")
    expect("copy /usr/share/lotbridge/configs/lots/demo.json" in told, f"nobody says how to begin:\n{told}")
    user = debian.account("lotbridge")
    expect(user and user[5:] == [DATA, "/usr/sbin/nologin"], f"the service's user is {user}")
    expect_mode(debian, DATA, 0o700, "lotbridge")
    expect_mode(debian, "/etc/lotbridge/secrets", 0o750, "root")
    expect_mode(debian, SETTINGS, 0o644, "root")


def check_unit(debian):
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", debian.outside(UNIT)]
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True).stdout
    found = re.search(r"Overall exposure level for lotbridge.service: ([\d.]+)", told)
    expect(found and float(found[1]) <= EXPOSURE, f"systemd-analyze security says: {told[-200:]}")
    say(f"systemd-analyze security: {found[1]}")


class Story:
    """One installation from its first day to its last."""

    def __init__(self, site, options, debian):
        self.site, self.options, self.debian = site, options, debian
        versions = (options.version, options.next_version)
        self.first, self.next = (next(make_package(options, "deb", one).glob(f"lotbridge_{one}_*.deb")) for one in versions)

    def lotbridge(self, *words):
        """A command as the guide writes it: as the service's user."""
        return self.debian.run(*AS_SERVICE, "lotbridge", *words)

    def outbox(self):
        return json.loads(self.lotbridge("status", "--json"))["outbox"]["demo"]

    def expect_running(self):
        state, restarts = self.debian.unit("ActiveState"), self.debian.unit("NRestarts")
        journal = lambda: self.debian.run("journalctl", "--unit=lotbridge", "--no-pager", "--lines=15")
        expect((state, restarts) == ("active", "0"), f"the service is {state} and was restarted {restarts} times:\n{journal()}")

    def expect_installed(self, version):
        expect(self.lotbridge("--version").strip() == f"lotbridge {version}", f"the program is not {version}")
        state = self.debian.run("dpkg-query", "-W", "-f=${db:Status-Status} ${Version}", "lotbridge")
        expect(state == f"installed {version}", f"dpkg says: {state}")

    def begin(self):
        debian = self.debian
        install(debian, self.first)
        check_unit(debian)
        self.expect_installed(self.options.version)
        expect(debian.unit("UnitFileState") == "disabled" and debian.unit("ActiveState") == "inactive", "the service runs without a lot")
        say(f"{self.options.version} is installed")
        self.demo = Demo(self.site, self.options, debian.outside("/srv/lot"))
        mapping = "/usr/share/lotbridge/adapters/donglu/donglu-demo.json"
        for secret in self.demo.write_settings(debian.outside("/etc/lotbridge"), "/srv/lot/lot.db", mapping):
            os.chown(secret, 0, int(debian.account("lotbridge")[3]))
            secret.chmod(0o640)
        self.written = change_settings(debian.outside(SETTINGS))
        # The demo lot's database is a file, which the service may not write otherwise.
        drop_in = debian.outside("/etc/systemd/system/lotbridge.service.d/lot.conf")
        drop_in.parent.mkdir()
        drop_in.write_text("[Service]\nReadWritePaths=/srv/lot\n")
        self.demo.play()
        self.lotbridge("check", "--offline")
        debian.run("systemctl", "daemon-reload")
        debian.run("systemctl", "enable", "--now", "lotbridge")
        self.demo.wait_for_exits(10)
        self.expect_running()

    def upgrade(self):
        """While the lot goes on and the cloud is away: what waits must be told by the next version."""
        self.site.cloud.fault(kind="refuse")
        wait_until(lambda: self.outbox()["waiting"] > 10, 60, "messages wait for the cloud", 0.5)
        before = self.debian.unit("MainPID")
        self.debian.run("dpkg", "-i", self.debian.put(self.next))
        self.expect_installed(self.options.next_version)
        expect(self.debian.outside(SETTINGS).read_text() == self.written, f"the upgrade changed {SETTINGS}")
        self.expect_running()
        expect(self.debian.unit("MainPID") != before, "the old program still runs")
        waited = self.outbox()["waiting"]
        expect(waited > 10, f"{waited} messages wait after the upgrade")
        self.site.cloud.heal()
        self.demo.settle(self.expect_running)
        say(f"{self.options.next_version} is in its place; {waited} messages waited meanwhile")

    def downgrade(self):
        """Refused when the store is of a newer schema, done when it is not."""
        began = time.monotonic()
        self.debian.run("systemctl", "stop", "lotbridge")
        expect(time.monotonic() - began < 12, f"the stop took {time.monotonic() - began:.0f} s")
        old, store = self.debian.put(self.first), self.debian.outside(DATA) / "lotbridge.db"
        schema = json.loads(self.lotbridge("version", "--json"))["schema"]
        say_schema(store, schema + 1)
        code, told = self.debian.try_run("dpkg", "-i", old)
        expect(code != 0 and "the store was written by a newer version" in told, f"an impossible downgrade ended with {code}:\n{told}")
        self.expect_installed(self.options.next_version)
        self.debian.run("systemctl", "stop", "lotbridge")  # which dpkg has started again, in vain
        say_schema(store, schema)
        self.debian.run("dpkg", "-i", old)
        self.expect_installed(self.options.version)
        self.expect_running()
        say("a downgrade is refused where the store forbids it, and done where not")

    def leave(self):
        debian, stored = self.debian, self.outbox()
        told = debian.run("dpkg", "--remove", "lotbridge")
        expect("a purge removes them" in told, f"a removal does not say what stays:\n{told}")
        expect(not debian.outside("/usr/bin/lotbridge").exists() and not debian.outside(UNIT).exists(), "the program is still there")
        expect(debian.outside(SETTINGS).read_text() == self.written, f"the removal changed {SETTINGS}")
        debian.run("dpkg", "-i", debian.put(self.next))
        self.expect_running()
        expect(self.outbox()["delivered"] >= stored["delivered"], f"{self.outbox()} is stored, before the removal it was {stored}")
        told = debian.run("dpkg", "--purge", "lotbridge")
        expect("everything stored" in told, f"a purge does not say what it removes:\n{told}")
        for left in ("/etc/lotbridge", DATA, UNIT, "/usr/share/lotbridge", "/usr/lib/lotbridge"):
            expect(not debian.outside(left).exists(), f"{left} is there after the purge")
        expect(debian.account("lotbridge") is None, "the user is there after the purge")
        say("removed and purged")


def run(site, options):
    if os.geteuid() != 0:
        raise Failure("this test needs root: it installs packages in a root of its own")
    debian = CleanDebian(SOURCE / "build" / "clean-debian-12", site.folder / "root", site.folder / "boot.log")
    story = Story(site, options, site.add_program(debian))
    debian.start()
    story.begin()
    story.upgrade()
    story.downgrade()
    story.leave()


if __name__ == "__main__":
    harness.main(run, arguments(__doc__, seconds=180).parse_args())
