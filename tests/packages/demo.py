"""What the tests of packages relay: a lot with its traffic and the reference cloud, for a host that is installed somewhere else
and has the lot's settings as an integrator writes them."""

import json
import sqlite3
import subprocess

import harness
from books import differences
from harness import SECRETS, SOURCE, Lot
from processes import Failure, wait_until

HOUR_MS = 6000  # the cloud's, as the host's by its profile


def arguments(description, seconds):
    parser = harness.arguments(description, seconds=seconds)
    parser.add_argument("--version", default="0.1.0", help="of the first package")
    parser.add_argument("--next-version", default="0.1.1", help="of the one that takes its place")
    parser.add_argument("--events", type=int, default=600, help="passages of the lot's day")
    parser.add_argument("--preset", help="package another build, e.g. dev")
    return parser


def expect(condition, words):
    if not condition:
        raise Failure(words)


class DemoLot(Lot):
    """Its database lies where the installed host can read it."""

    place = None

    @property
    def database(self):
        return self.place / "lot.db"


class Demo:
    def __init__(self, site, options, place):
        self.site, self.options = site, options
        self.lot = DemoLot(site, "demo")
        self.lot.place = place
        place.mkdir()
        place.chmod(0o777)
        site.lots.append(self.lot)
        silent = {"heartbeatMs": 600_000, "freeSpacesMs": 600_000, "downlinkIdleMs": 600_000}
        site.start_cloud(times={"hourMs": HOUR_MS, "retryMs": HOUR_MS // 6, **silent})

    def write_settings(self, folder, database, mapping):
        """Into the folder of an installation: a lot, its profile and its secrets; gives the files of the secrets."""
        times = {"times": harness.short_times(HOUR_MS / 3_600_000), "downlink": {"reconnect_first": "50ms", "reconnect_max": "500ms"}}
        (folder / "test.json").write_text(json.dumps({"name": "test", **times}))
        settings = json.loads(self.lot.write_settings("../test.json").settings_file.read_text())
        adapter = settings["adapters"][0]["settings"]
        adapter["connection"]["file"] = database
        adapter["mapping"] = mapping
        del adapter["image_root"]
        cloud = settings["cloud"]
        for member in ("password", "login_key", "login_iv"):
            cloud[member] = {"file": f"../secrets/{cloud[member]['env']}"}
        cloud["signature_keys"] = [{"file": f"../secrets/{key['env']}"} for key in cloud["signature_keys"]]
        (folder / "lots" / "demo.json").write_text(json.dumps(settings, ensure_ascii=False))
        files = [folder / "secrets" / name for name in SECRETS]
        for file in files:
            file.write_text(SECRETS[file.name])
        return files

    def play(self):
        lot = self.lot.create()
        lot.database.chmod(0o666)
        day = ("--events", self.options.events, "--seed", self.options.seed, "--speed", 300, "--start", "2025-06-02 06:00:00")
        lot.play(*day, "--quiet")
        self.books = lot.book(), self.site.cloud.book(lot.park_id)

    def wait_for_exits(self, count):
        wait_until(lambda: self.books[1].read().interfaces["vehicle_exit"] >= count, 90, f"the cloud hears of {count} cars that leave", 0.2)

    def settle(self, expect_running):
        """Nothing is missing and nothing came twice."""
        lot, cloud = self.books

        def agree():
            expect_running()
            return not self.lot.traffic.running() and not differences(lot.read(), cloud.read())

        try:
            wait_until(agree, self.options.seconds, "the books agree", 0.5)
        except Failure as failure:
            raise Failure("\n  ".join([str(failure), *differences(lot, cloud)])) from failure
        expect(not cloud.violations(), f"the cloud complains: {cloud.violations()}")


def change_settings(file):
    """As an administrator would; what was written must survive an upgrade."""
    changed = file.read_text().replace('"level": "info"', '"level": "debug"').replace('"min_free": "256MiB"', '"min_free": "16MiB"')
    expect(changed != file.read_text(), f"{file} is not the example any more")
    file.write_text(changed)
    return changed


def say_schema(store, number):
    """Makes the store look as if another version had written it."""
    with sqlite3.connect(store) as database:
        database.execute(f"PRAGMA user_version = {number}")
        database.execute("UPDATE meta SET value = ? WHERE name = 'schema'", (number,))
    database.close()


def make_package(options, kind, version):
    """The folder with it."""
    command = [SOURCE / "tools" / "package.sh", kind, "--version", version, *(["--preset", options.preset] if options.preset else [])]
    expect(subprocess.run(command, stdin=subprocess.DEVNULL).returncode == 0, f"tools/package.sh --version {version} failed, see above")
    return SOURCE / "build" / "packages"
