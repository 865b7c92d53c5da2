"""Who may come in, and what they may do there."""

import sqlite3
import time

from screen_case import ScreenCase


class AccessTests(ScreenCase):
    def test_nobody_comes_in_without_a_link(self):
        page = self.context().new_page()
        self.go(page, "/jobs")
        self.assertTrue(page.url.endswith("/sign-in"))
        page.get_by_text("yoban user link").wait_for()

    def test_a_link_works_once(self):
        link = self.link("一回", "viewer")
        page = self.context().new_page()
        page.goto(link)
        # To look at it uses nothing up.
        page.goto(link)
        page.locator("main button").click()
        page.wait_for_url(self.service.url + "/")
        again = self.context().new_page()
        again.goto(link)
        again.get_by_text("This link was used already, or is too old.").wait_for()

    def test_a_viewer_is_shown_no_button_and_can_send_no_form(self):
        job = self.enqueue("waits")
        page = self.signed_in("見る人", "viewer")
        self.go(page, f"/jobs/{job}")
        self.assertEqual(page.locator("main form[method=post]").count(), 0)
        self.assertEqual(page.get_by_role("link", name="Admin").count(), 0)
        form = page.locator("input[name=form]").first.get_attribute("value")
        for path, data in ((f"/jobs/{job}/stop", {}), ("/definitions/report", {"p.month": "2026-01"}), ("/admin/users", {"name": "x", "role": "admin"}),
                           ("/queues/pause", {"queue": "default"})):
            answer = page.request.post(self.service.url + path, form={"form": form, **data})
            self.assertEqual(answer.status, 403, path)
        for path in ("/admin", "/admin/tokens", "/admin/audit", "/admin/sessions"):
            self.assertEqual(page.request.get(self.service.url + path).status, 403, path)
        self.service.yoban("stop", str(job))

    def test_a_form_of_another_page_is_refused(self):
        job = self.enqueue("waits")
        page = self.signed_in("偽造", "admin")
        for form, headers in (({}, {}), ({"form": "0" * 32}, {}), ({"form": page.locator("input[name=form]").first.get_attribute("value")}, {"Sec-Fetch-Site": "cross-site"}),
                              ({"form": page.locator("input[name=form]").first.get_attribute("value")}, {"Origin": "http://evil.example"})):
            answer = page.request.post(f"{self.service.url}/jobs/{job}/stop", form=form, headers=headers)
            self.assertEqual(answer.status, 403, f"{form} {headers}")
        self.assertNotIn("stop_requested\":true", self.service.yoban("show", str(job), "--json"))
        self.service.yoban("stop", str(job))

    def test_a_session_that_was_ended_is_over_at_once_and_leads_to_the_door(self):
        admin = self.signed_in("管理者", "admin")
        other = self.signed_in("去る人", "operator")
        self.go(other, "/jobs")
        self.go(admin, "/admin/sessions")
        admin.locator("tr", has_text="去る人").get_by_role("button", name="End").click()
        admin.get_by_text("The session is ended").wait_for()
        # A page that is open is led there by itself.
        other.wait_for_url("**/sign-in")

    def test_a_session_whose_time_is_up_leads_to_the_door_and_does_nothing_more(self):
        job = self.enqueue("waits")
        page = self.signed_in("長居する人", "operator")
        self.go(page, f"/jobs/{job}")
        page.get_by_role("button", name="Stop SIGTERM").wait_for()
        form = page.locator("input[name=form]").first.get_attribute("value")
        with sqlite3.connect(self.service.folder / "yoban.db", timeout=30) as store:
            changed = store.execute(
                "UPDATE screen_session SET expires_ms = ? WHERE user_id = (SELECT id FROM screen_user WHERE name = '長居する人')",
                [int(time.time() * 1000) - 1])
            self.assertEqual(changed.rowcount, 1)
        page.wait_for_url("**/sign-in")
        answer = page.request.post(f"{self.service.url}/jobs/{job}/stop", form={"form": form}, max_redirects=0)
        self.assertEqual((answer.status, answer.headers["location"]), (303, "/sign-in"))
        self.assertIn('"status":"running"', self.service.yoban("show", str(job), "--json").replace(" ", ""))
        self.service.yoban("stop", str(job))

    def test_a_user_who_is_disabled_is_out(self):
        admin = self.signed_in("管理者二", "admin")
        other = self.signed_in("止められる人", "operator")
        self.go(admin, "/admin")
        admin.locator("tr", has_text="止められる人").get_by_role("button", name="Disable").click()
        admin.get_by_role("status").get_by_text("Changed").wait_for()
        other.wait_for_timeout(1100)
        self.go(other, "/jobs")
        self.assertTrue(other.url.endswith("/sign-in"))

    def test_a_link_made_in_the_screen_signs_in(self):
        admin = self.signed_in("管理者三", "admin")
        self.go(admin, "/admin")
        admin.get_by_label("Name").fill("新しい人")
        admin.get_by_role("button", name="Make", exact=True).click()
        link = admin.locator(".secret code").inner_text()
        page = self.context().new_page()
        page.goto(link)
        page.locator("main button").click()
        page.wait_for_url(self.service.url + "/")
        page.locator(".menu summary", has_text="新しい人").wait_for()

    def test_sign_out_ends_the_session(self):
        page = self.signed_in("帰る人", "viewer")
        cookies = page.context.cookies()
        page.locator(".menu summary").click()
        page.get_by_role("button", name="Sign out").click()
        page.get_by_text("Signed out").wait_for()
        page.context.add_cookies(cookies)
        page.wait_for_timeout(1100)
        self.go(page, "/jobs")
        self.assertTrue(page.url.endswith("/sign-in"))
