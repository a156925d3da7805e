#!/usr/bin/env python3
"""setup.exe under wine on a PC that has other things on it, too: data folders that it must not take, a program folder that other programs
lie in, a service that was made by hand, a further one that holds the program open, and the MSI's installation. What it says was done is done, and nothing of others is
taken away.

  tools/setup.sh --windows --packages && tests/packages/neighbours.py
"""

import json
import pathlib
import re
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "system"))

import harness
from demo import arguments, expect, make_package
from harness import say
from processes import wait_until
from wine import Wine, windows_path

FILES_IN_USE, NO_DATA_FOLDER, OF_MSI = 4, 7, 8
PROGRAM = "停车软件"  # of somebody else, and ours goes into the same folder
DATA = "泊桥数据"


class Pc(Wine):
    def install(self, installer, *words):
        return self.try_run(installer, "/S", *words)[0]

    @property
    def program(self):
        return self.outside(PROGRAM) / "bin" / "lotbridge.exe"

    def lotbridge(self, *words):
        return self.run(self.program, *words)

    def uninstall(self, *words):
        """Gives no code: the uninstaller goes on in a copy of itself."""
        self.try_run(self.outside(PROGRAM) / "uninstall.exe", "/S", *words)

    def log(self):
        return (self.outside(DATA) / "install.log").read_text(encoding="utf-8", errors="replace")

    def known(self):
        return self.registry(r"HKLM\Software\LotBridge")


def data_folders(pc, installer):
    (pc.outside("legacy") / "data").mkdir(parents=True)
    (pc.outside("legacy") / "data" / "park.mdb").write_text("of the lot's own software")
    pc.outside("file").write_text("no folder")
    for wrong in ("C:\\legacy", "C:\\", "C:", "C:\\file", "Q:\\lotbridge", "here\\below", r"\\server\lotbridge"):
        code = pc.install(installer, f"/DATA={wrong}")
        expect(code == NO_DATA_FOLDER, f"with the data folder {wrong} it ended with {code}")
        expect(not pc.known(), f"{wrong} is kept for the next time: {pc.known()}")
    expect([file.name for file in pc.outside("legacy").iterdir()] == ["data"], "something was put into a folder of others")
    say("data folders: of others, a whole disk, none, on another computer: refused, and nothing is changed")


def install_whole(pc, installer):
    code = pc.install(installer, f"/DATA=C:\\{DATA}", f"/D=C:\\{PROGRAM}")
    expect(code == 0, f"the installation ended with {code}: {pc.log()}")


def by_hand(pc, installer):
    """A host that was copied there and runs as a service is the installer's from now on."""
    copied = pc.outside("copied") / "bin" / "lotbridge.exe"
    copied.parent.mkdir(parents=True)
    shutil.copy(pc.program, copied)
    pc.uninstall()
    wait_until(lambda: not pc.known(), 60, "the program is removed", 0.5)
    write_lot(pc.outside(DATA), "by-hand")
    settings = f"C:\\{DATA}\\host.json"
    pc.run(copied, "service", "install", "--settings", settings)
    before = running(pc.run(copied, "service", "start"))
    install_whole(pc, installer)
    after = running(pc.lotbridge("service", "status"))
    expect(before != after, f"the program that was copied runs on as process {after}")
    pc.lotbridge("service", "stop")
    say("a service that was made by hand: taken over")


def each_other(pc, installer, package):
    """setup.exe and the MSI, whichever is there."""
    install_whole(pc, installer)
    before = pc.known()
    code = pc.try_run("msiexec", "/i", package, "/qn")[0]
    expect(code != 0 and pc.known() == before, f"over setup.exe's installation the MSI ended with {code}: {pc.known()}")
    pc.uninstall()
    wait_until(lambda: not pc.known(), 60, "the program is removed", 0.5)
    pc.run("msiexec", "/i", package, "/qn")
    before = pc.known()
    code = pc.install(installer)
    expect(code == OF_MSI and pc.known() == before, f"over the MSI's installation setup.exe ended with {code}: {pc.known()}")
    pc.run("msiexec", "/x", package, "/qn")
    expect(not pc.known(), f"after the MSI's removal there is {pc.known()}")
    say("setup.exe and the MSI: each lets the other's installation alone")


def running(said):
    return int(re.search(r"process (\d+)", said)[1])


def write_lot(folder, name):
    """One whose host runs, and whose cloud is away."""
    (folder / "lots").mkdir(parents=True, exist_ok=True)
    (folder / "lots" / "key").write_text("k" * 24)
    (folder / "lots" / "iv").write_text("i" * 8)
    key, iv = {"file": "key"}, {"file": "iv"}
    cloud = {"url": "http://127.0.0.1:1/p", "user": name, "password": key, "login_key": key, "login_iv": iv}
    lot = {"name": name, "park_id": "p", "park_code": "c", "cloud": cloud, "adapters": [{"name": "a", "plugin": "none.such"}]}
    (folder / "lots" / "lot.json").write_text(json.dumps(lot))


def further_service(pc, installer, next_installer, versions):
    """It holds the program open."""
    neighbour = pc.outside(PROGRAM) / "bin" / "legacy.exe"
    neighbour.parent.mkdir(parents=True)
    neighbour.write_text("of the lot's own software")
    install_whole(pc, installer)
    by_hand(pc, installer)
    north = pc.outside("north")
    write_lot(north, "north")
    (north / "host.json").write_text(json.dumps({"data": "data", "lots": ["lots"], "store": {"min_free": "16MiB"}}))
    pc.lotbridge("service", "install", "--name", "north", "--settings", windows_path(north / "host.json"))
    pc.lotbridge("service", "start", "--name", "north")

    code = pc.install(next_installer)
    expect(code == FILES_IN_USE, f"an update that could not replace the program ended with {code}: {pc.log()}")
    told = pc.lotbridge("--version").strip()
    expect(told == f"lotbridge {versions[0]}" and f'"Version"="{versions[0]}"' in pc.known(), f"now there is {told}, and {pc.known()}")
    say("an update while a further service runs: refused")

    pc.uninstall()
    wait_until(lambda: "is in use" in pc.log(), 30, "the uninstaller says what is in its way", 0.3)
    expect((pc.outside(PROGRAM) / "lib" / "lotbridge").is_dir() and pc.known(), "half of the program was taken from a running service")
    pc.lotbridge("service", "uninstall", "--name", "north")
    say("a removal while a further service runs: refused")

    code = pc.install(next_installer)
    expect(code == 0, f"the update ended with {code}: {pc.log()}")
    told = pc.lotbridge("--version").strip()
    expect(told == f"lotbridge {versions[1]}", f"now there is {told}")
    pc.uninstall("/PURGE")
    wait_until(lambda: not pc.known(), 60, "the program is removed", 0.5)
    left = sorted(str(file.relative_to(pc.outside(PROGRAM))) for file in pc.outside(PROGRAM).rglob("*") if file.is_file())
    expect(left == ["bin/legacy.exe"], f"of a folder with another program in it there is left: {left}")
    say("removed from a folder that holds another program: that stays")


def run(site, options):
    versions = (options.version, options.next_version)
    installers = [make_package(options, "setup", version) / f"lotbridge-{version}-setup.exe" for version in versions]
    package = make_package(options, "msi", options.version) / f"lotbridge-{options.version}-x64.msi"
    with Pc(site.folder / "wine") as pc:
        data_folders(pc, installers[0])
        each_other(pc, installers[0], package)
        further_service(pc, *installers, versions)


if __name__ == "__main__":
    harness.main(run, arguments(__doc__, seconds=240).parse_args())
