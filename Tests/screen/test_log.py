"""The log of a job: live, all of it, as a terminal would show it, over a restart of the server."""

import re
import time

from screen_case import CATALOGUE, ScreenCase, at_one_address

LINES = 100_000


class LogTests(ScreenCase):
    catalogue = at_one_address(CATALOGUE) + (
        f"  many: {{ name: 長い出力, command: [sh, -c, 'seq -f \"line %.0f of many\" 1 {LINES}; until [ -e stop ]; do sleep 0.05; done; echo the end'] }}\n"
        "  counts: { name: 数える, command: [sh, -c, 'n=0; until [ -e halt ]; do n=$((n+1)); echo \"count $n\"; sleep 0.01; done'] }\n"
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = iter(range(100))

    def viewer(self, **options):
        return self.signed_in(f"viewer {next(self.users)}", "viewer", **options)

    def test_a_log_is_live_and_complete(self):
        page = self.viewer()
        job = self.enqueue("waits")
        self.go(page, f"/jobs/{job}")
        page.locator("#lines", has_text="first").wait_for()
        (self.service.folder / "line").write_text("<b>途中</b>\n")
        page.locator("#lines", has_text="<b>途中</b>").wait_for()
        (self.service.folder / "end").touch()
        page.locator("#lines", has_text="last").wait_for()
        page.locator(".verdict .completed").wait_for()
        # Every line has its number; in sight it is a link.
        numbers = page.locator("#lines .block > div").evaluate_all("lines => lines.map(line => line.dataset.n)")
        self.assertEqual(numbers, [str(n + 1) for n in range(len(numbers))])
        page.locator("#lines").get_by_role("link", name="2", exact=True).click()
        self.assertTrue(page.url.endswith("#L2"))

    def test_a_page_that_was_opened_before_the_job_began_shows_its_log(self):
        page = self.viewer()
        self.service.yoban("queue", "pause", "default", "--reason", "まだ")
        job = self.enqueue("colours")
        self.go(page, f"/jobs/{job}")
        page.locator(".verdict .pending").wait_for()
        self.service.yoban("queue", "resume", "default")
        page.locator("#lines", has_text="太字").wait_for()

    def test_colours_and_progress_bars_are_shown_as_a_terminal_would(self):
        page = self.viewer()
        job = self.enqueue("colours")
        self.service.yoban("wait", str(job))
        self.go(page, f"/jobs/{job}")
        self.assertEqual(page.locator("#lines .f1").inner_text(), "赤")
        text = page.locator("#lines").inner_text()
        self.assertIn("<b>太字</b>", text)
        self.assertIn("100%", text)
        self.assertNotIn("10%\r", text)

    def test_a_hundred_thousand_lines(self):
        page = self.viewer()
        job = self.enqueue("many")
        deadline = time.monotonic() + 180
        while f"line {LINES} of many" not in self.service.yoban("logs", str(job), "-n", "1") and time.monotonic() < deadline:
            time.sleep(0.1)
        self.go(page, f"/jobs/{job}")
        page.locator(f"#L{LINES}").wait_for()
        self.assertEqual(page.evaluate("document.querySelectorAll('#lines .block > div').length"), LINES)
        # The browser's own search finds every line.
        self.assertTrue(page.evaluate("window.find('line 4711 of many')"))
        page.get_by_label("Search the log").fill("LINE 99999")
        page.get_by_role("search").get_by_role("button", name="Search").click()
        page.get_by_text("1 lines found").wait_for()
        page.locator(".hits").get_by_role("link", name="99999").click()
        self.assertIn("#L99999", page.url)
        (self.service.folder / "stop").touch()
        page.locator(f"#L{LINES + 1}", has_text="the end").wait_for()

    def test_a_restart_of_the_server_loses_and_doubles_nothing(self):
        page = self.viewer()
        job = self.enqueue("counts")
        self.go(page, f"/jobs/{job}")
        page.locator("#lines", has_text="count 50").wait_for()
        page.evaluate("window.stayed = true")
        self.service.restart()
        seen = int(re.findall(r"count (\d+)", page.locator("#lines").inner_text())[-1])
        page.locator("#lines", has_text=f"count {seen + 100}").wait_for()
        (self.service.folder / "halt").touch()
        self.service.yoban("wait", str(job))
        page.locator(".verdict .completed").wait_for()
        expected = self.service.yoban("logs", str(job)).split("\n")
        page.locator("#lines", has_text=expected[-1]).wait_for()
        shown = page.locator("#lines .block > div").evaluate_all("lines => lines.map(line => line.lastChild?.data ?? '')")
        self.assertEqual(shown, expected)
        self.assertTrue(page.evaluate("window.stayed"))
        self.forget_the_time_without_a_server()
