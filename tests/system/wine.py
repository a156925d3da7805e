"""Windows as wine shows it, in a prefix of its own: what is installed stays a service of it, and nothing else disturbs it.

Wine keeps no event log, but prints what goes there on its standard error when asked to: event_log() reads it back.
"""

import os
import pathlib
import re
import subprocess

from processes import Failure

LINE = re.compile(r"(err|warn):eventlog:ReportEventW L\"(.*)\"(\.\.\.)?$")


def as_written(escaped):
    """What wine escaped: \\505c for a character, two backslashes for one."""
    simple = {"n": "\n", "r": "\r", "t": "\t"}
    return re.sub(r"\\([0-9a-f]{4}|.)", lambda found: chr(int(found[1], 16)) if len(found[1]) == 4 else simple.get(found[1], found[1]), escaped)


def may_name_users():
    """Whether this process may lay another list of accounts over the system's, see Wine."""
    tried = subprocess.run(["unshare", "--mount", "mount", "--bind", "/etc/passwd", "/etc/passwd"], capture_output=True, check=False)
    return tried.returncode == 0


def speak(environment, language, folder):
    """Lets a Windows speak this language, e.g. zh_CN, whichever ones this machine knows; folder: where what is needed for it is made."""
    folder.mkdir(exist_ok=True)
    place = folder / f"{language}.UTF-8"
    if not place.exists():
        subprocess.run(["localedef", "-i", language, "-f", "UTF-8", place], check=True)
    environment |= {"LC_ALL": f"{language}.UTF-8", "LOCPATH": str(folder)}


def windows_path(path):
    return "Z:" + str(path).replace("/", "\\")


class Wine:
    """Its programs end with it. printed, beside the prefix, is what they print without being asked. user: the name of Windows' user, if
    this process may name it; else it is that of this process."""

    def __init__(self, prefix, user=None):
        self.prefix, self.user = pathlib.Path(prefix), user
        folder = self.prefix.parent
        self.printed, self._told = folder / "wine.log", folder / "wine.told"
        self._as_user = self._named(user, folder / "passwd") if user else []
        # Without a UTF-8 locale wine cannot say Chinese names of files.
        self.environment = {"WINEPREFIX": str(prefix), "WINEDEBUG": "-all,err+eventlog,warn+eventlog", "LC_ALL": "C.UTF-8"}

    def start(self):
        self.prefix.mkdir(parents=True, exist_ok=True)
        self._quietly("wineserver", "-p")
        self._quietly("wine", "cmd", "/c", "exit")  # not wineboot: see tools/windows/wine-up.sh
        self._quietly("wine", "winecfg", "/v", "win10")
        return self

    def stop(self, *_):
        """As Site stops what it has started; the prefix may be removed then."""
        self._quietly("wineserver", "-k")
        self._quietly("wineserver", "-w")

    __enter__ = start
    __exit__ = stop

    def _named(self, user, accounts):
        """Wine asks the system for the name: its programs see a list of accounts with this one."""
        lines = pathlib.Path("/etc/passwd").read_text(encoding="utf-8").splitlines()
        ours = f":{os.getuid()}:"
        accounts.write_text("\n".join(re.sub("^[^:]*", user, line) if ours in line else line for line in lines) + "\n", encoding="utf-8")
        return ["unshare", "--mount", "sh", "-c", 'mount --bind "$0" /etc/passwd && exec "$@"', str(accounts)]

    def _quietly(self, *command):
        environment = {**os.environ, **self.environment}
        command = [*self._as_user, *command]
        with open(self.printed, "ab") as log:
            subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment, check=False)

    def try_run(self, *words, seconds=180):
        """Exit code and what was said; by a file, because wine's own processes keep what they inherit. wine quotes an argument with a
        space, which installers' /DATA= and /D= do not take."""
        command = [*self._as_user, "wine", *(str(word) for word in words)]
        environment = {**os.environ, **self.environment}
        with open(self._told, "wb") as out:
            try:
                done = subprocess.run(
                    command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=environment, timeout=seconds, check=False
                )
            except subprocess.TimeoutExpired as late:
                raise Failure(f"{' '.join(command)}: not within {seconds} s") from late
        return done.returncode, self._told.read_text(encoding="utf-8", errors="replace").replace("\r", "")

    def run(self, *words, seconds=180):
        code, told = self.try_run(*words, seconds=seconds)
        if code != 0:
            raise Failure(f"{' '.join(str(word) for word in words[:3])} ended with {code}:\n{told[-2000:]}")
        return told

    def outside(self, path):
        """Where C:/... lies on this machine."""
        return self.prefix / "drive_c" / path

    def registry(self, key):
        """A key and what is below it, as text; nothing when it is not there. Not by "reg query", which knows no Chinese here."""
        file = self._told.with_name("registry.reg")
        file.unlink(missing_ok=True)
        if self.try_run("reg", "export", key, windows_path(file), "/y")[0] != 0:
            return ""
        return re.sub(r"\\(.)", r"\1", file.read_text(encoding="utf-16"))

    def event_log(self):
        """The lines for the event log since the prefix was started: (kind, words), the words at most as long as wine prints."""
        lines = self.printed.read_text(encoding="utf-8", errors="replace").splitlines()
        return [(found[1], as_written(found[2])) for line in lines if (found := LINE.search(line))]
