"""Many jobs at once, as a browser without scripts sends it: told while it goes on, to its end, and taken back."""

import json
import re
import socket
import unittest

import requests

from screen_case import CATALOGUE
from service import Service, finished

JOBS = 150


class BulkTests(unittest.TestCase):
    def setUp(self):
        self.service = Service(CATALOGUE)
        self.addCleanup(self.service.stop)
        self.service.start()
        self.service.yoban("queue", "pause", "default", "--reason", "まだ")
        self.service.yoban("enqueue", *["colours"] * JOBS)
        self.browser = requests.Session()
        self.browser.headers["Accept-Language"] = "en"
        link = re.search(r"link=(\w+)", self.service.yoban("user", "create", "a", "--role", "operator"))[1]
        self.browser.post(self.service.url + "/sign-in", data={"link": link})
        self.form = re.search(r'name="form" value="(\w+)"', self.browser.get(self.service.url + "/").text)[1]

    def send(self, **fields):
        return self.browser.post(self.service.url + "/jobs/bulk", data={"form": self.form, **fields}).text

    def count(self, status):
        return len(json.loads(self.service.yoban("list", "--status", status, "--limit", str(JOBS + 1), "--json")))

    def test_many_are_typed_counted_and_taken_back(self):
        everything = {"action": "stop", "all": "1", "q": "key:colours"}
        self.assertIn("Nothing was done yet", self.send(**everything))
        self.assertIn("That is not the count", self.send(**everything, confirmed=JOBS, typed=JOBS - 1))
        self.assertEqual(self.count("pending"), JOBS)
        page = self.send(**everything, confirmed=JOBS, typed=JOBS)
        self.assertEqual([int(n) for n in re.findall(rf"(\d+) of {JOBS}", page)], [*range(20, JOBS, 20), JOBS])
        self.assertEqual(self.count("stopped"), JOBS)
        self.assertIn(f"put the {JOBS} that had not started back", page)
        ids = re.findall(r'name="id" value="(\d+)"', page)
        # Something has happened to some of them meanwhile.
        self.service.yoban("retry", *ids[:5])
        page = self.send(action="retry", undo="1", id=ids)
        self.assertIn(f"{JOBS - 5} jobs were acted on", page)
        self.assertIn("The other 5 have changed since", page)
        self.assertEqual(self.count("pending"), JOBS)
        # An answer is as long as what it did: back again, but not those five.
        page = self.send(action="stop", undo="1", id=re.findall(r'name="id" value="(\d+)"', page))
        self.assertEqual((self.count("pending"), self.count("stopped")), (5, JOBS - 5))

    def test_it_goes_on_when_the_browser_goes(self):
        host, port = self.service.url.removeprefix("http://").split(":")
        body = f"form={self.form}&action=stop&all=1&confirmed={JOBS}&typed={JOBS}"
        head = (f"POST /jobs/bulk HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: yoban={self.browser.cookies['yoban']}\r\n"
                f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n")
        with socket.create_connection((host, int(port))) as wire:
            wire.sendall((head + body).encode())
            told = b""
            while b"<progress" not in told:
                told += wire.recv(4096)
        finished(lambda: self.count("stopped") == JOBS)

    def test_a_search_by_words_chooses_them_too(self):
        page = self.send(action="stop", all="1", q="text:色 took:<1h")
        self.assertIn("No job fits", page)
        page = self.send(action="stop", all="1", q="text:色")
        self.assertIn(f"{JOBS} of {JOBS} jobs can be acted on", page)
        self.assertEqual(self.count("pending"), JOBS)
