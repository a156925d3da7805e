#!/usr/bin/env python3
"""The installers' dialogs, as somebody at the PC goes through them: on a Chinese and on an English Windows (wine on a screen in memory) with
the keyboard alone, each is installed into folders that are named there, and removed again. What there was to see stays with --keep.
Makes the installers, which takes long the first time.

  tools/setup.sh --windows --packages --dialogs && tests/packages/dialogs.py --keep
"""

import os
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "system"))

import harness
from demo import arguments, expect, make_package
from harness import say
from processes import Failure, wait_until
from wine import Wine, speak

PROGRAM, DATA = "lotbridge", "lotbridge-data"
FONT = "WenQuanYi Micro Hei"
LANGUAGES = {"zh_CN": "安装", "en_US": "Setup"}  # a word of the title of every dialog


class Screen(Wine):
    """Wine on a screen of its own, in a language."""

    def __init__(self, prefix, language, pictures):
        super().__init__(prefix)
        self.language, self.pictures = language, pictures
        speak(self.environment, language, prefix.parent / "locales")

    def start(self):
        reading, writing = os.pipe()
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1024x768x24"]
        self.screen = subprocess.Popen(command, stderr=subprocess.DEVNULL, pass_fds=[writing])
        os.close(writing)
        with open(reading, encoding="ascii") as number:  # said once it is ready
            self.environment["DISPLAY"] = ":" + number.readline().strip()
        super().start()
        # It has no letters for Chinese, and does not look for others that have.
        for name in ("Tahoma", "MS Shell Dlg", "MS Shell Dlg 2", "SimSun", "宋体"):
            self.run("reg", "add", r"HKCU\Software\Wine\Fonts\Replacements", "/v", name, "/d", FONT, "/f")
        super().stop()
        return super().start()

    __enter__ = start

    def stop(self, *_):
        super().stop()
        self.screen.terminate()
        self.screen.wait()

    __exit__ = stop

    def begin(self, *words):
        """A program that asks. Its end says nothing: an uninstaller goes on in a copy of itself."""
        command = ["wine", *(str(word) for word in words)]
        with open(self.printed, "ab") as log:
            subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env={**os.environ, **self.environment})

    def tool(self, *words):
        done = subprocess.run(["xdotool", *words], env={**os.environ, **self.environment}, capture_output=True, text=True, check=False)
        return done.stdout.split("\n")

    def titles(self):
        return [title for window in self.tool("search", "--onlyvisible", "--name", ".") if window for title in self.tool("getwindowname", window)]

    def wait_for(self, word):
        wait_until(lambda: any(word in title for title in self.titles()), 60, f"a window with {word} comes; there are {self.titles()}", 0.3)

    def keys(self, *keys):
        self.tool("key", "--delay", "50", *keys)

    def write(self, text):
        self.tool("type", "--delay", "20", text)

    def picture(self, name):
        time.sleep(0.7)  # until it is drawn: nothing but the picture depends on it
        file = self.pictures / f"{self.language}-{name}.png"
        subprocess.run(["import", "-window", "root", file], env={**os.environ, **self.environment}, check=True)

    def go_on(self, name, first, done):
        """Return, page by page, from the window with `first` in its title to the last; then done() is so."""
        self.wait_for(first)
        for page in range(1, 12):
            self.picture(f"{name}-{page}")
            self.keys("Return")
            wait_until(lambda: not self.titles() or self.is_still(), 90, "the installer is ready", 0.5)
            if not self.titles():
                break
        wait_until(done, 30, f"{name} did what was wanted", 0.3)

    def is_still(self):
        """Two looks that see the same: nothing moves any more."""
        looks = []
        for _ in range(2):
            looks.append(subprocess.run(["import", "-window", "root", "rgb:-"], env={**os.environ, **self.environment}, capture_output=True).stdout)
            time.sleep(1)
        return looks[0] == looks[1]

    def check_installed(self):
        program = self.outside(PROGRAM) / "bin" / "lotbridge.exe"
        expect(program.exists(), f"there is no {program}")
        log = (self.outside(DATA) / "install.log").read_text(encoding="utf-8", errors="replace")
        expect("there is no lot" in log, f"install.log is without its last words:\n{log}")
        expect("SERVICE_NAME" in self.try_run("sc", "query", "LotBridge")[1], "there is no service")
        # wine puts that of an MSI into the user's own menu, Windows into that of all.
        links = list(self.outside(".").rglob("Start Menu/Programs/LotBridge.lnk"))
        expect(links, "there is nothing in the start menu")
        told = self.run("cmd", "/c", self.outside(PROGRAM) / "bin" / "prompt.cmd", f"C:\\{DATA}")
        expect("lotbridge 0." in told and "lotbridge check" in told, f"the prompt of the start menu says: {told}")
        return links[0]

    def is_removed(self):
        gone = "SERVICE_NAME" not in self.try_run("sc", "query", "LotBridge")[1]
        return gone and not (self.outside(PROGRAM) / "bin" / "lotbridge.exe").exists()


def setup(screen, package, _word):
    screen.begin(package, f"/DATA=C:\\{DATA}", f"/D=C:\\{PROGRAM}")
    screen.go_on("setup", "Language", lambda: (screen.outside(DATA) / "install.log").exists())
    link = screen.check_installed()
    spoken = {"zh_CN": "2052", "en_US": "1033"}[screen.language]
    known = screen.registry(r"HKLM\Software\LotBridge")
    expect(f'"Language"="{spoken}"' in known, f"the installer spoke another language than {screen.language}: {known}")
    screen.begin(screen.outside(PROGRAM) / "uninstall.exe")
    screen.go_on("setup-removal", "LotBridge", screen.is_removed)
    expect(not link.exists(), f"{link} stayed")


def msi(screen, package, word):
    screen.begin("msiexec", "/i", package)
    screen.wait_for(word)
    screen.write(f"C:\\{PROGRAM}\\")
    screen.keys("Tab")
    screen.write(f"C:\\{DATA}\\")
    screen.go_on("msi", word, lambda: (screen.outside(DATA) / "install.log").exists())
    link = screen.check_installed()
    screen.begin("msiexec", "/i", package)
    screen.wait_for(word)
    screen.keys("Tab", "Tab")  # past the tick that purges, and past Repair
    screen.go_on("msi-removal", word, screen.is_removed)
    expect((screen.outside(DATA) / "host.json").exists(), "the removal took the settings away")
    expect(not link.exists(), f"{link} stayed")


def run(site, options):
    for go_through, file in {setup: "lotbridge-{}-setup.exe", msi: "lotbridge-{}-x64.msi"}.items():
        package = make_package(options, go_through.__name__, options.version) / file.format(options.version)
        for language, word in LANGUAGES.items():
            folder = site.folder / f"{go_through.__name__}-{language}"
            folder.mkdir()
            with Screen(folder / "wine", language, site.folder) as screen:
                try:
                    go_through(screen, package, word)
                except Failure:
                    screen.picture("failed")
                    raise
            say(f"{package.name}: installed and removed in {language}")


if __name__ == "__main__":
    harness.main(run, arguments(__doc__, seconds=240).parse_args())
