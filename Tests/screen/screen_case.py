"""A server with a catalogue for the screen, and browsers that have signed in. Any error in a browser's console fails the test."""

import re
import socket
import unittest

from playwright.sync_api import sync_playwright

from service import Service

CATALOGUE = """
store: sqlite:yoban.db
time_zone: Asia/Tokyo
worker: { slots: 2 }
server: { listen: "127.0.0.1:0" }
jobs:
  report:
    name: 月次レポート
    command: [sh, -c, 'echo "対象月: $1"; echo "::progress 50::半分"; echo 警告 >&2; echo done', sh, "{month}"]
    parameters: { month: { type: text, matches: '\\d{4}-\\d{2}', required: true }, mode: { type: choice, values: [full, quick], default: full } }
  broken: { name: 失敗するジョブ, command: [sh, -c, 'if [ -e go ]; then echo 成功; else echo "接続できません" >&2; exit 3; fi'] }
  tree: { name: 子を持つジョブ, command: [sh, -c, 'sleep 987654 & echo started; wait'], grace: 2s }
  waits: { name: 待つジョブ, command: [sh, -c, 'echo first; until [ -e end ]; do if [ -e line ]; then cat line; rm line; fi; sleep 0.05; done; echo last'] }
  colours: { name: 色, schedule: "0 2 * * *", command: [printf, '\\033[31m赤\\033[0m <b>太字</b>\\n 10%%\\r100%%\\n'] }
  keyed: { name: キー付き, command: [sleep, "0"], concurrency: { key: hubspot, limit: 1 } }
  holder: { name: キーを使う, command: [sh, -c, 'until [ -e free ]; do sleep 0.05; done'], concurrency: { key: hubspot, limit: 1 } }
"""


def at_one_address(catalogue):
    """The catalogue with a port that nothing listens on: the server comes back at the same address when it is started again."""
    with socket.socket() as some:
        some.bind(("127.0.0.1", 0))
        return catalogue.replace('listen: "127.0.0.1:0"', f'listen: "127.0.0.1:{some.getsockname()[1]}"')


# What a browser says of the time without a server.
NO_SERVER = ("ERR_CONNECTION_REFUSED", "Failed to fetch", "ERR_INCOMPLETE_CHUNKED", "ERR_EMPTY_RESPONSE", "ERR_CONNECTION_RESET")


class ScreenCase(unittest.TestCase):
    catalogue = CATALOGUE

    @classmethod
    def setUpClass(cls):
        cls.service = Service(cls.catalogue)
        cls.addClassCleanup(cls.service.stop)
        cls.service.start()
        cls.playwright = sync_playwright().start()
        cls.addClassCleanup(cls.playwright.stop)
        cls.browser = cls.playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        cls.addClassCleanup(cls.browser.close)

    def setUp(self):
        self.complaints = []

    def tearDown(self):
        self.assertEqual(self.complaints, [])

    def link(self, name, role=None):
        """A link that signs in, of a user who is made with a role, or is there."""
        words = ["create", name, "--role", role] if role else ["link", name]
        said = self.service.yoban("user", *words)
        found = re.search(r"/sign-in\?link=\w+", said)
        self.assertTrue(found, said)
        return self.service.url + found[0]

    def context(self, **options):
        context = self.browser.new_context(**{"locale": "en-GB", "viewport": {"width": 1280, "height": 800}, **options})
        self.addCleanup(context.close)
        context.set_default_timeout(90_000)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("console", self.hear)
        return context

    def hear(self, message):
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def forget_the_time_without_a_server(self):
        self.complaints = [one for one in self.complaints if not any(word in one for word in NO_SERVER)]

    def signed_in(self, name, role=None, **options):
        """A page of somebody who has just signed in."""
        page = self.context(**options).new_page()
        page.goto(self.link(name, role))
        page.locator("main button").click()
        page.wait_for_url(self.service.url + "/")
        return page

    def go(self, page, path):
        return page.goto(self.service.url + path)

    def enqueue(self, key, *words):
        return int(re.search(r"\d+", self.service.yoban("enqueue", key, *words))[0])
