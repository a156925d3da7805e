"""A Debian 12 with nothing in it that was not asked for: made once by debootstrap, copied for each test, booted by systemd-nspawn.
It shares this machine's network, so that it reaches a reference cloud on the loopback."""

import pathlib
import shutil
import subprocess

from processes import Failure, Program, children, wait_until

SOURCES = pathlib.Path("/etc/apt/sources.list.d/debian.sources")
ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8", "HOME": "/root"}


def told(command):
    """Exit code and what was said."""
    done = subprocess.run([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout.decode(errors="replace")


def must(command, what):
    code, words = told(command)
    if code != 0:
        raise Failure(f"{what} ended with {code}; its last words:\n" + "\n".join(words.splitlines()[-15:]))
    return words


def mirror():
    for line in SOURCES.read_text().splitlines():
        if line.startswith("URIs:"):
            return line.split()[1]
    raise Failure(f"{SOURCES} names no mirror")


def make_template(template):
    """As this machine gets its packages."""
    if template.exists():
        return
    unfinished = template.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.parent.mkdir(parents=True, exist_ok=True)
    must(["debootstrap", "--variant=minbase", "--include=systemd-sysv", "bookworm", unfinished, mirror()], "debootstrap")
    (unfinished / "etc/apt/sources.list").unlink(missing_ok=True)
    shutil.copy(SOURCES, unfinished / "etc/apt/sources.list.d")
    must(["chroot", unfinished, "apt-get", "update"], "apt-get update")
    unfinished.rename(template)


class CleanDebian(Program):
    def __init__(self, template, root, log):
        make_template(template)
        must(["cp", "-a", template, root], "copying the clean Debian")
        self.root = root
        super().__init__("the clean Debian", ["systemd-nspawn", "--register=no", "--keep-unit", f"--directory={root}", "--boot"], log)

    def start(self):
        super().start()
        booted = lambda: children(self.process.pid) and self.try_run("systemctl", "is-system-running")[1].strip() in ("running", "degraded")
        wait_until(lambda: not self.running() or booted(), 90, "the clean Debian has booted", 0.5)
        self.expect_running()
        return self

    def _inside(self, words):
        (first,) = children(self.process.pid)  # its systemd
        variables = [f"{name}={value}" for name, value in ENVIRONMENT.items()]
        return ["nsenter", f"--target={first}", "--mount", "--uts", "--ipc", "--pid", "--root", "--wd", "env", "-i", *variables, *words]

    def try_run(self, *words):
        """Inside, as root: exit code and what was said."""
        return told(self._inside(words))

    def run(self, *words):
        return must(self._inside(words), " ".join(words[:4]))

    def outside(self, path):
        """Where a path of the inside lies on this machine."""
        return self.root / path.lstrip("/")

    def put(self, file, folder="/root"):
        shutil.copy(file, self.outside(folder))
        return f"{folder}/{file.name}"

    def account(self, name):
        """The line of /etc/passwd, taken apart, or nothing."""
        lines = (line.split(":") for line in self.outside("/etc/passwd").read_text().splitlines())
        return next((line for line in lines if line[0] == name), None)

    def unit(self, property):
        return self.run("systemctl", "show", "--value", f"--property={property}", "lotbridge").strip()
