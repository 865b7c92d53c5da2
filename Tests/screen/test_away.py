"""What a page says while its server is away."""

from axe_playwright_python.sync_playwright import Axe

from screen_case import CATALOGUE, ScreenCase, at_one_address
from test_every_screen import RULES


class AwayTests(ScreenCase):
    catalogue = at_one_address(CATALOGUE)

    def test_lists_that_change_seldom_say_it_too_and_come_anew_by_themselves(self):
        page = self.signed_in("管理する人", "admin")
        for path in ("/definitions", "/schedule", "/admin", "/admin/audit", "/admin/state"):
            with self.subTest(path=path):
                self.go(page, path)
                page.evaluate("window.stayed = true")
                self.service.away()
                page.locator("#away:not(:empty)").wait_for()
                self.assertEqual(page.evaluate("getComputedStyle(document.querySelector('main [data-live]')).filter"), "grayscale(1)")
                self.service.start()
                page.locator("#away:empty").wait_for(state="attached")
                self.assertTrue(page.evaluate("window.stayed"))
        self.go(page, "/definitions")
        job = self.enqueue("colours")
        page.locator(f"main a[href='/jobs/{job}']").wait_for()
        self.forget_the_time_without_a_server()

    def test_a_page_says_that_the_server_is_away_and_goes_on_when_it_is_back(self):
        for locale, theme, words in (("en-GB", "light", "The server can't be reached"), ("ja-JP", "dark", "サーバーに接続できません")):
            with self.subTest(locale=locale):
                page = self.signed_in(f"待つ人 {locale}", "viewer", locale=locale, color_scheme=theme)
                self.go(page, "/jobs")
                page.evaluate("window.stayed = true")
                said = page.locator("#away[role=status]")
                self.assertEqual(said.inner_text(), "")
                self.service.away()
                page.locator("#away:not(:empty)").wait_for()
                self.assertRegex(said.inner_text(), words)
                self.assertRegex(said.inner_text(), r"\d\d:\d\d:\d\d")
                self.assertEqual(page.evaluate("getComputedStyle(document.querySelector('main [data-live]')).filter"), "grayscale(1)")
                found = Axe().run(page, options=RULES)
                self.assertEqual([(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in found.response["violations"]], [])
                self.service.start()
                page.locator("#away:empty").wait_for(state="attached")
                self.assertEqual(page.evaluate("getComputedStyle(document.querySelector('main [data-live]')).filter"), "none")
                job = self.enqueue("colours")
                page.locator(f"#job-{job} .completed").first.wait_for()
                self.assertTrue(page.evaluate("window.stayed"))
                page.context.close()
        self.forget_the_time_without_a_server()
