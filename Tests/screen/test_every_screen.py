"""Every screen in both languages, both themes, narrow and wide: accessible, without errors, nothing cut off at the side."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from axe_playwright_python.sync_playwright import Axe

from screen_case import ScreenCase

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


def this_hour():
    """The address of the chart of the hour that is, with what the test runs in it."""
    now = datetime.now(ZoneInfo("Asia/Tokyo"))
    start = now.replace(minute=0, second=0, microsecond=0).astimezone(timezone.utc)
    is_day = 9 <= now.hour < 18
    date = now - timedelta(days=1) if now.hour < 9 else now
    return f"/?{'day' if is_day else 'night'}={date:%Y-%m-%d}&from={start:%FT%TZ}&to={start + timedelta(hours=1):%FT%TZ}"


class EveryScreenTests(ScreenCase):
    def test_every_screen(self):
        done = self.enqueue("colours")
        failed = self.enqueue("broken")
        running = self.enqueue("waits")
        for job in (done, failed):
            self.service.yoban("wait", str(job)) if job == done else self.service.finished(job)
        held = [self.enqueue("holder"), self.enqueue("keyed")]
        screens = ["/", "/?night=2026-01-01", "/?day=2026-01-01", "/?day=2026-01-01&from=2026-01-01T00:00:00Z&to=2026-01-01T03:00:00Z", this_hour(),
                   "/jobs", "/jobs?q=nothing", "/jobs?q=status:x", "/jobs?q=took:<1d", "/jobs?q=text:nowhere", "/nothing",
                   f"/jobs/{done}", f"/jobs/{failed}?find=接続", f"/jobs/{running}", f"/jobs/{held[1]}", "/jobs/999999", "/definitions",
                   "/definitions/report", "/schedule", "/schedule?date=2027-03-28", "/workers", "/admin", "/admin/sessions", "/admin/tokens",
                   "/admin/audit", "/admin/state", "/sign-in"]
        for number, (locale, theme, width) in enumerate((locale, theme, width) for locale in ("ja-JP", "en-GB") for theme in ("light", "dark") for width in (360, 1280)):
            page = self.signed_in(f"画面 {number}", "admin", locale=locale, color_scheme=theme, viewport={"width": width, "height": 800})
            for path in screens:
                with self.subTest(path=path, locale=locale, theme=theme, width=width):
                    self.go(page, path)
                    self.check(page, width)
            with self.subTest("what forms lead to", locale=locale, theme=theme, width=width):
                self.go(page, "/definitions/report")
                page.locator("#p-month").fill("無効")
                page.locator("main button.primary").click()
                page.locator("[aria-invalid=true]").wait_for()
                self.check(page, width)
                self.go(page, f"/jobs?q={held[1]}")
                page.locator(f"#job-{held[1]} input[type=checkbox]").check()
                page.locator("main button[value=stop]").click()
                page.locator("main button.danger").wait_for()
                self.check(page, width)
                page.locator("main button.danger").click()
                page.locator("#results").wait_for()
                self.check(page, width)
                # Taken back, for the next look.
                page.locator("input[name=undo] ~ button").click()
                page.get_by_role("row", name=str(held[1])).wait_for()
            self.complaints = [one for one in self.complaints if "404" not in one and "422" not in one]
        for job in (running, held[0]):
            self.service.yoban("stop", str(job))

    def check(self, page, width):
        found = Axe().run(page, options=RULES)
        self.assertEqual([(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found.response["violations"]], [])
        self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), width)
