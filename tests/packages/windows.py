#!/usr/bin/env python3
"""An installer for Windows under wine, setup.exe or the MSI: it is installed silently, its service relays
a lot to the reference cloud, a next version takes its place in the middle of the traffic, nothing is lost and nothing comes twice;
a downgrade that cannot be is refused, and settings and stored messages stay until they are to be removed. Needs build/dev with the
reference cloud and the lot simulator; makes the installers itself, which takes long the first time.

  tools/setup.sh --windows --packages && tests/packages/windows.py setup; tests/packages/windows.py msi
"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "system"))

import harness
from demo import Demo, arguments, change_settings, expect, make_package, say_schema
from harness import say
from processes import wait_until
from wine import Wine

# Below C:, names as people there give.
PROGRAM = "停车软件/泊桥"
WINDOWS_PROGRAM = "C:\\" + PROGRAM.replace("/", "\\")
DATA = "泊桥数据"


class Box(Wine):
    def lotbridge(self, *words):
        return self.run(self.outside(PROGRAM) / "bin" / "lotbridge.exe", *words)

    def installed(self):
        return (self.outside(PROGRAM) / "bin" / "lotbridge.exe").exists()

    def service_runs(self):
        """Whether the service is there, and whether it runs."""
        _, told = self.try_run("sc", "query", "LotBridge")
        return ("SERVICE_NAME" in told or "STATE" in told), "RUNNING" in told


class Setup:
    """setup.exe /S, and the uninstaller that it leaves."""

    name = "setup.exe"
    refusal = 3

    def __init__(self, box, packages):
        self.box, self.packages = box, packages

    def file(self, version):
        return self.packages / f"lotbridge-{version}-setup.exe"

    def try_install(self, version):
        """The folders are said the first time; later they are known. /D= must stand last."""
        known = '"DataDir"=' in self.box.registry(r"HKLM\Software\LotBridge")
        folders = [f"/DATA=C:\\{DATA}", f"/D={WINDOWS_PROGRAM}"]
        return self.box.try_run(self.file(version), "/S", *([] if known else folders))[0]

    def uninstall(self, purge=False):
        # _?= makes it wait; it must stand last and without quotes, which a path with a space gets. So it is waited for otherwise.
        self.box.try_run(self.box.outside(PROGRAM) / "uninstall.exe", "/S", *(["/PURGE"] if purge else []))
        wait_until(lambda: not self.box.registry(r"HKLM\Software\LotBridge"), 60, "the program is removed", 0.5)  # its last deed


class Msi:
    name = "the MSI"
    refusal = None  # Windows Installer's own number

    def __init__(self, box, packages):
        self.box, self.packages = box, packages

    def file(self, version):
        return self.packages / f"lotbridge-{version}-x64.msi"

    def try_install(self, version):
        folders = [f"DATADIR=C:\\{DATA}\\", f"INSTALLDIR={WINDOWS_PROGRAM}\\"]
        return self.box.try_run("msiexec", "/i", self.file(version), "/qn", *folders)[0]

    def uninstall(self, purge=False):
        # By the product that is installed, which is the one of the last version.
        self.box.run("msiexec", "/x", self.file(self.version), "/qn", *(["PURGE=1"] if purge else []))


class Story:
    def __init__(self, site, options, kind, packages):
        self.site, self.options = site, options
        self.box = site.add_program(Box(site.folder / "wine")).start()
        self.installer = kind(self.box, packages)
        self.data = self.box.outside(DATA)
        self.service = None

    def install(self, version):
        code = self.installer.try_install(version)
        expect(code == 0, f"{self.installer.name} {version} ended with {code}; its log:\n{self.log()[-3000:]}")
        self.installer.version = version
        told = self.box.lotbridge("--version").strip()
        expect(told == f"lotbridge {version}", f"the program says {told}")

    def log(self):
        file = self.data / "install.log"
        return file.read_text(encoding="utf-8", errors="replace") if file.exists() else "(none)"

    def expect_running(self):
        there, runs = self.box.service_runs()
        expect(there and runs, f"the service {'does not run' if there else 'is not there'}; the log:\n{self.log()[-3000:]}")

    def first_day(self):
        self.install(self.options.version)
        there, runs = self.box.service_runs()
        expect(there, f"there is no service; the log:\n{self.log()[-3000:]}")
        expect(not runs and "there is no lot" in self.log(), f"without a lot the service should not run; the log:\n{self.log()[-3000:]}")
        self.demo = Demo(self.site, self.options, self.site.folder / "lot")
        mapping = f"C:/{PROGRAM}/share/lotbridge/adapters/donglu/donglu-demo.json"
        self.demo.write_settings(self.data, f"Z:{self.demo.lot.database}", mapping)
        self.written = change_settings(self.data / "host.json")
        self.demo.play()
        self.install(self.options.version)  # again: repairs, and starts what can run now
        self.expect_running()
        self.demo.wait_for_exits(10)
        say(f"{self.installer.name} {self.options.version}: the service relays")

    def upgrade(self):
        self.install(self.options.next_version)
        self.expect_running()
        expect((self.data / "host.json").read_text() == self.written, "the upgrade changed the settings")
        self.demo.settle(self.expect_running)
        say(f"{self.installer.name} {self.options.next_version}: took its place in the middle of the traffic, the books agree")

    def downgrade(self):
        settings = ["--settings", f"C:/{DATA}/host.json"]
        self.box.lotbridge("service", "stop")
        store = self.data / "data" / "lotbridge.db"
        schema = json.loads(self.box.lotbridge("version", "--json"))["schema"]
        say_schema(store, schema + 1)
        code = self.installer.try_install(self.options.version)
        expect(code == self.installer.refusal or (code and not self.installer.refusal), f"an impossible downgrade ended with {code}")
        told = self.box.lotbridge("--version").strip()
        expect(told == f"lotbridge {self.options.next_version}", f"after a refused downgrade there is {told}")
        say_schema(store, schema)
        self.box.lotbridge("version", "--store", *settings)
        say(f"{self.installer.name}: a downgrade is refused where the store forbids it")

    def leave(self):
        self.installer.uninstall()
        there, _ = self.box.service_runs()
        expect(not there and not self.box.installed(), "service or program is there after the removal")
        expect((self.data / "host.json").read_text() == self.written, "the removal changed the settings")
        expect((self.data / "data" / "lotbridge.db").exists(), "the removal took the store away")
        self.install(self.options.next_version)
        self.expect_running()
        self.demo.settle(self.expect_running)
        self.installer.uninstall(purge=True)
        left = sorted(file.name for file in self.data.iterdir()) if self.data.exists() else []
        expect([name for name in left if name not in ("install.log", "test.json")] == [], f"after a purge there is {left}")
        say(f"{self.installer.name}: removed, installed again with all that was kept, and purged")


def run(site, options):
    kinds = {"setup": Setup, "msi": Msi}
    for version in (options.version, options.next_version):
        packages = make_package(options, options.kind, version)
    story = Story(site, options, kinds[options.kind], packages)
    story.first_day()
    story.upgrade()
    story.downgrade()
    story.leave()


if __name__ == "__main__":
    parser = arguments(__doc__, seconds=240)
    parser.add_argument("kind", choices=("setup", "msi"), help="which installer")
    harness.main(run, parser.parse_args())
