"""A headless Chromium that keeps a log of what it is asked for, and of what it complains about."""
import base64
import json
import os

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

SIZES = {"desktop": (1440, 900), "tablet": (820, 1180), "phone": (390, 844)}
PAPERS = {"a4": (8.27, 11.69), "letter": (8.5, 11)}


class Browser:
    def __init__(self, scripts=True):
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for argument in ("--headless=new", "--disable-gpu", "--hide-scrollbars", "--no-first-run"):
            options.add_argument(argument)
        if os.geteuid() == 0:
            options.add_argument("--no-sandbox")
        if not scripts:
            options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        self.resize("desktop")

    def close(self):
        self.driver.quit()

    def open(self, path):
        self.driver.get_log("performance")
        self.driver.get_log("browser")
        self.driver.get("file://" + path)

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def evaluate(self, expression):
        """Through the debugger: works where the page itself may run no script, too."""
        answer = self.driver.execute_cdp_cmd("Runtime.evaluate", {"expression": expression, "returnByValue": True})
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def complaints(self):
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def requests(self):
        messages = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        return [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]

    def resize(self, size):
        width, height = SIZES[size]
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                                    {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": size == "phone"})

    def prefer(self, **features):
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
            "features": [{"name": "prefers-" + name.replace("_", "-"), "value": value} for name, value in features.items()]})

    def picture(self, path, height=None):
        """The whole page, or as much of it from the top."""
        width, whole = self.evaluate("[innerWidth, document.documentElement.scrollHeight]")
        answer = self.driver.execute_cdp_cmd("Page.captureScreenshot", {
            "captureBeyondViewport": True,
            "clip": {"x": 0, "y": 0, "width": width, "height": min(whole, height or whole), "scale": 1}})
        with open(path, "wb") as out:
            out.write(base64.b64decode(answer["data"]))

    def print_to(self, path, paper):
        width, height = PAPERS[paper]
        answer = self.driver.execute_cdp_cmd("Page.printToPDF", {"paperWidth": width, "paperHeight": height,
                                                                 "printBackground": True})
        with open(path, "wb") as out:
            out.write(base64.b64decode(answer["data"]))
