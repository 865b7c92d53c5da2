"""The home in the morning: what the night has left running, the day's own jobs, and a closer look at some hours."""

import re
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta, timezone

from service import finished

from screen_case import CATALOGUE, ScreenCase

# A zone in which it is between ten and eleven in the morning.
AHEAD = (10 - datetime.now(timezone.utc).hour + 12) % 24 - 12
ZONE = f"Etc/GMT{-AHEAD:+d}"
LATE = "\n  late: { name: 遅れているジョブ, command: [sh, -c, 'until [ -e end ]; do sleep 0.05; done'], too_long: 1h }\n"


class NightTests(ScreenCase):
    catalogue = CATALOGUE.replace("Asia/Tokyo", ZONE) + LATE

    def test_what_runs_since_the_night_is_on_its_page_by_day_and_what_ran_by_day_on_the_next(self):
        page = self.signed_in("朝の人", "viewer")
        page.get_by_role("link", name="See this day").click()
        page.get_by_role("heading", name="Day").wait_for()
        late, day = self.enqueue("late"), self.enqueue("colours")
        self.service.finished(day)
        self.go(page, "/jobs")
        page.locator(f"#job-{late} .running").first.wait_for()
        self.make_earlier(late)
        self.go(page, "/")
        page.locator(".verdict .running", has_text="1 running").wait_for()
        self.assertEqual(page.locator(".verdict .completed").inner_text(), "✓ 0 completed")
        page.locator(".attention", has_text="longer than 1h").wait_for()
        self.assertEqual(page.locator(f"svg.gantt a[href='/jobs/{day}']").count(), 0)
        # It began about half past seven, and stands in the chart to the end of the night.
        bar = page.locator(f"svg.gantt a[href='/jobs/{late}'] rect.bar")
        self.assertGreater(bar.bounding_box()["width"], 20)

        self.go(page, "/?day=2026-01-01")
        page.get_by_text("No job ran in this time").wait_for()
        self.assertEqual(page.get_by_role("link", name="See this day").count(), 0)
        self.go(page, "/")
        today = datetime.now(timezone(timedelta(hours=AHEAD))).strftime("%Y-%m-%d")
        page.get_by_role("link", name=f"Day {today} →").click()
        page.get_by_role("heading", name=f"Day {today} 09:00 – 18:00").wait_for()
        page.locator(".verdict .completed", has_text="1 completed").wait_for()
        page.locator(f"svg.gantt a[href='/jobs/{late}']").wait_for()
        # Three hours, half an hour, five minutes.
        for minutes in (180, 30, 5):
            self.closer(page, self.start(day), minutes)
        page.locator(f"svg.gantt a[href='/jobs/{day}'] rect.bar").last.wait_for()
        self.assertEqual(page.locator("svg.gantt a[aria-label$=closer]").count(), 0, "nothing is closer than minutes")
        page.get_by_text("As a table").click()
        self.assertEqual(page.locator("[aria-label='Jobs of this time'] tbody tr").count(), 2)
        page.get_by_role("link", name=re.compile(r"^← \d\d:\d\d – ")).click()
        page.get_by_role("link", name="All hours").click()
        page.wait_for_url(re.compile(r"/\?day=[0-9-]+$"))
        page.get_by_role("link", name="Tonight").last.click()
        page.wait_for_url(self.service.url + "/")
        (self.service.folder / "end").touch()
        self.service.finished(late)
        # The worker has told again when it began.
        self.make_earlier(late)
        page.reload()
        page.locator(".verdict .completed", has_text="1 completed").wait_for()

    def start(self, job):
        """By the clocks of that zone: `10:07`."""
        with closing(self.store()) as store:
            return store.execute(f"SELECT strftime('%H:%M', started_at, '{AHEAD} hours') FROM batch_job_queue WHERE id = ?", [job]).fetchone()[0]

    def store(self):
        return sqlite3.connect(self.service.folder / "yoban.db", timeout=30)

    def make_earlier(self, job):
        with closing(self.store()) as store, store:
            # Until then the worker still has to tell when it began.
            finished(lambda: store.execute("SELECT 1 FROM attempt WHERE job_id = ? AND state <> 'claimed'", [job]).fetchone())
            store.execute("UPDATE batch_job_queue SET started_at = strftime('%Y-%m-%d %H:%M:%f', 'now', '-3 hours') WHERE id = ?", [job])

    def closer(self, page, at, minutes):
        """Follows the hour of the chart that leads to a time."""
        for link in page.locator("svg.gantt a[aria-label$=closer]").all():
            start, end = re.findall(r"\d\d:\d\d", link.get_attribute("aria-label"))
            if start <= at < end:
                link.click()
                page.get_by_role("navigation", name="Hours of the chart").get_by_text(f"{start} – {end}", exact=True).wait_for()
                return
        self.fail(f"no hour leads to {at}: {minutes}")

    def test_hours_that_are_none_of_the_page_show_all_of_it(self):
        page = self.signed_in("住所を書く人", "viewer")
        for part in ("from=x&to=y", "from=2026-01-01T00:00:00Z", "from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z",
                     "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z"):
            self.assertEqual(self.go(page, f"/?night=2026-01-01&{part}").status, 200)
            self.assertEqual(page.get_by_role("link", name="All hours").count(), 0)


class FailuresByDayTests(ScreenCase):
    catalogue = NightTests.catalogue

    def test_what_fails_by_day_is_told_on_the_home_until_it_completes(self):
        page = self.signed_in("昼の人", "operator")
        self.service.finished(self.enqueue("broken"))
        self.go(page, "/")
        page.locator(".attention", has_text="broken").get_by_role("link").wait_for()
        self.assertEqual(page.locator(".verdict .failed").count(), 0)
        self.service.folder.joinpath("go").touch()
        self.service.finished(self.enqueue("broken"))
        page.locator(".attention", has_text="broken").wait_for(state="detached")
