"""A headless Chromium, driven through chromedriver by plain WebDriver requests: no package beside Debian's two."""

import base64
import json
import os
import shutil
import tempfile
import time
import urllib.error
import urllib.request

from processes import Failure, Program, free_ports, wait_until

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # how WebDriver names an element in JSON


PHONE = {"deviceMetrics": {"width": 390, "height": 844, "pixelRatio": 2.0}}


def options(profile, width, height, phone):
    words = [
        "--headless=new",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        f"--user-data-dir={profile}",
        f"--window-size={width},{height}",
        "--lang=zh-CN",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        words.append("--no-sandbox")  # Chromium refuses to run as root with one
    chosen = {"args": words, "prefs": {"intl.accept_languages": "zh-CN"}}
    return {**chosen, "mobileEmulation": PHONE} if phone else chosen


class Browser:
    """with Browser(folder) as browser: ..."""

    def __init__(self, folder, width=1200, height=900, phone=False):
        self.folder = folder
        self.profile = tempfile.mkdtemp(prefix="lotbridge-browser-")
        (port,) = free_ports(1)
        self.driver = Program("chromedriver", ["chromedriver", f"--port={port}"], folder / "chromedriver.log")
        self.address = f"http://127.0.0.1:{port}"
        self.size = (width, height)
        self.phone = phone
        self.session = None

    def __enter__(self):
        self.driver.start()
        wait_until(self._ready, 20, "chromedriver answers")
        chosen = options(self.profile, *self.size, self.phone)
        wanted = {"capabilities": {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": chosen}}}
        self.session = self._call("POST", "/session", wanted)["sessionId"]
        return self

    def __exit__(self, *_):
        if self.session:
            try:
                self._call("DELETE", f"/session/{self.session}")
            except (OSError, Failure):
                pass  # the browser is gone already
        self.driver.stop()
        shutil.rmtree(self.profile, ignore_errors=True)

    def open(self, address):
        self._in("POST", "/url", {"url": address})

    def run(self, script, *words):
        """JavaScript in the page; what it returns."""
        return self._in("POST", "/execute/sync", {"script": script, "args": list(words)})

    def find(self, selector, seconds=10):
        """The first element of this CSS selector, as soon as it is there."""
        return wait_until(lambda: self._look(selector), seconds, f"the page has {selector}")

    def click(self, selector, seconds=10):
        """As a person does: when it is there, may be used, and nothing lies above it."""

        def act(element):
            if self.run("arguments[0].scrollIntoView({block: 'center'}); return arguments[0].disabled === true", {ELEMENT: element}):
                return False
            self._in("POST", f"/element/{element}/click", {})
            return True

        self._use(selector, act, seconds, "can be clicked")

    def type(self, selector, text, seconds=10):
        def act(element):
            self._in("POST", f"/element/{element}/clear", {})
            self._in("POST", f"/element/{element}/value", {"text": text})
            return True

        self._use(selector, act, seconds, "can be typed into")

    def choose(self, selector, value):
        self.click(f'{selector} option[value="{value}"]')

    def text(self, selector="body"):
        """What a person reads there; nothing while it is not there."""
        return self.run("const place = document.querySelector(arguments[0]); return place ? place.innerText : ''", selector)

    def expect(self, words, selector="body", seconds=15):
        try:
            wait_until(lambda: words in self.text(selector), seconds, words)
        except Failure:
            raise Failure(f"{selector} does not say {words!r} within {seconds:g} s; it says:\n{self.text(selector)}") from None

    def screenshot(self, name, whole=True):
        """A PNG in the folder; whole: all of the page, not only what the window shows."""
        self.run("scrollTo(0, 0)")
        width, height = self.run("return [document.documentElement.clientWidth, document.documentElement.scrollHeight]")
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 2 if self.phone else 1}
        order = {"cmd": "Page.captureScreenshot", "params": {"captureBeyondViewport": True, "clip": clip} if whole else {}}
        picture = self._in("POST", "/goog/cdp/execute", order)["data"]
        (self.folder / f"{name}.png").write_bytes(base64.b64decode(picture))

    def pdf(self, name):
        """The page as it is printed, also as a file in the folder."""
        order = {"cmd": "Page.printToPDF", "params": {"printBackground": False, "preferCSSPageSize": True}}
        printed = base64.b64decode(self._in("POST", "/goog/cdp/execute", order)["data"])
        (self.folder / f"{name}.pdf").write_bytes(printed)
        return printed

    def complaints(self):
        """Errors that the page left in the browser's console."""
        log = self._in("POST", "/se/log", {"type": "browser"})
        return [line["message"] for line in log if line["level"] == "SEVERE"]

    def _look(self, selector):
        found = self._in("POST", "/elements", {"using": "css selector", "value": selector})
        return found[0][ELEMENT] if found else None

    def _use(self, selector, act, seconds, what):
        """Once more when the page was drawn anew in that moment, or something lay above it."""

        def used():
            element = self._look(selector)
            try:
                return element and act(element)
            except Failure:
                return False

        wait_until(used, seconds, f"{selector} {what}")

    def _ready(self):
        try:
            return self._call("GET", "/status")["ready"]
        except OSError:
            return False

    def _in(self, method, path, body=None):
        return self._call(method, f"/session/{self.session}{path}", body)

    def _call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data=data, method=method, headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as reply:
                return json.load(reply)["value"]
        except urllib.error.HTTPError as error:
            told = json.load(error)["value"]
            raise Failure(f"the browser: {told.get('error')}: {told.get('message', '').splitlines()[0]}") from None
