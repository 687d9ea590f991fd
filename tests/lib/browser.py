"""Shared by the tests of pages: a Chromium without a screen, which a test drives through the
DevTools protocol on a pipe."""

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time

from harness import fail, skip

PATIENCE = 60  # seconds
COLOURED = "Math.max(r, g, b) - Math.min(r, g, b) > 24"  # neither white, grey nor black


def needs_chromium():
    path = shutil.which("chromium")
    if not path:
        skip("chromium is not installed")
    return path


class Browser:
    """with Browser() as b: a page of 1400 by 900 pixels."""

    def __enter__(self):
        self.profile = tempfile.TemporaryDirectory(prefix="gort-test-", ignore_cleanup_errors=True)
        commands, self.out = os.pipe()
        self.answers, answers = os.pipe()

        def ends():  # Chromium reads its commands from 3 and writes its answers to 4
            os.dup2(commands, 60)
            os.dup2(answers, 61)
            os.dup2(60, 3)
            os.dup2(61, 4)

        self.process = subprocess.Popen(
            [needs_chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             "--disable-dev-shm-usage", "--no-first-run", f"--user-data-dir={self.profile.name}",
             "--window-size=1400,900", "--remote-debugging-pipe", "about:blank"],
            preexec_fn=ends, close_fds=False, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(commands)
        os.close(answers)
        self.number, self.rest, self.session, self.errors = 0, b"", None, []
        target = next(t for t in self.call("Target.getTargets")["targetInfos"]
                      if t["type"] == "page")
        self.session = self.call("Target.attachToTarget", targetId=target["targetId"],
                                 flatten=True)["sessionId"]
        self.call("Page.enable")
        self.call("Runtime.enable")
        self.call("Emulation.setDeviceMetricsOverride", width=1400, height=900,
                  deviceScaleFactor=1, mobile=False)
        return self

    def __exit__(self, *unused):
        os.killpg(self.process.pid, 9)
        self.process.wait()
        os.close(self.out)
        os.close(self.answers)
        self.profile.cleanup()

    def message(self, until):
        while b"\0" not in self.rest:
            if time.monotonic() > until:
                fail("chromium does not answer")
            more = os.read(self.answers, 1 << 20)
            if not more:
                fail("chromium ended")
            self.rest += more
        one, _, self.rest = self.rest.partition(b"\0")
        return json.loads(one)

    def call(self, method, **params):
        """The result of a command of the protocol."""
        self.number += 1
        command = {"id": self.number, "method": method, "params": params}
        if self.session:
            command["sessionId"] = self.session
        os.write(self.out, json.dumps(command).encode() + b"\0")
        until = time.monotonic() + PATIENCE
        while (said := self.message(until)).get("id") != self.number:
            if said.get("method") == "Runtime.exceptionThrown":
                self.errors.append(said["params"]["exceptionDetails"])
            self.loaded = said.get("method") == "Page.loadEventFired" or self.loaded
        if "error" in said:
            fail(f"{method}: {said['error']}")
        return said["result"]

    loaded = False

    def open(self, path):
        self.loaded = False
        self.call("Page.navigate", url="file://" + path)
        while not self.loaded:
            self.js("0")
        self.settle()

    def js(self, expression):
        """The value of an expression in the page; of a promise, what it comes to."""
        said = self.call("Runtime.evaluate", expression=expression, returnByValue=True,
                         awaitPromise=True)
        if "exceptionDetails" in said:
            fail(f"{expression}: {said['exceptionDetails']}")
        return said["result"].get("value")

    def settle(self):
        """Until the page has been drawn."""
        self.js("new Promise(r => requestAnimationFrame(() => requestAnimationFrame(() => r(0))))")

    def key(self, *names):
        for name in names:
            codes = {"Enter": 13, "Backspace": 8, "Tab": 9, "ArrowLeft": 37, "ArrowUp": 38,
                     "ArrowRight": 39, "ArrowDown": 40}
            text = {"text": name} if len(name) == 1 else {}
            for kind in ("keyDown", "keyUp"):
                self.call("Input.dispatchKeyEvent", type=kind, key=name,
                          windowsVirtualKeyCode=codes.get(name, 0), **text)
        self.settle()

    def click(self, x, y):
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)
        self.settle()

    def drag(self, x, y, to):
        for kind, at in (("mousePressed", x), ("mouseMoved", (x + to) / 2), ("mouseMoved", to),
                         ("mouseReleased", to)):
            self.call("Input.dispatchMouseEvent", type=kind, x=at, y=y, button="left", buttons=1,
                      clickCount=1)
        self.settle()

    def text(self, selector):
        return self.js(f"document.querySelector({json.dumps(selector)}).innerText")

    def box(self, selector):
        """(left, top, width, height) on the screen."""
        return self.js(f"(r => [r.x, r.y, r.width, r.height])(document.querySelector("
                       f"{json.dumps(selector)}).getBoundingClientRect())")

    def screenshot(self, keep=None):
        """A picture of the screen, PNG in base 64; keep: a name under which it also is written into
        $GORT_SHOTS."""
        png = self.call("Page.captureScreenshot", format="png")["data"]
        if keep and os.environ.get("GORT_SHOTS"):
            with open(os.path.join(os.environ["GORT_SHOTS"], keep + ".png"), "wb") as f:
                f.write(base64.b64decode(png))
        return png

    def pixels(self, png, which, left=0, top=0, width=1400, height=900):
        """The number of pixels in a part of a picture of which a condition on r, g and b holds."""
        return self.js(f"""(async () => {{
            const picture = new Image();
            picture.src = "data:image/png;base64,{png}";
            await picture.decode();
            const canvas = new OffscreenCanvas({width}, {height}), c = canvas.getContext("2d");
            c.drawImage(picture, {-left}, {-top});
            const data = c.getImageData(0, 0, {width}, {height}).data;
            let n = 0;
            for (let i = 0; i < data.length; i += 4) {{
                const [r, g, b] = data.slice(i, i + 3);
                n += {which};
            }}
            return n;
        }})()""")
