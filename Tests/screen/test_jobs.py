"""Queue, watch, stop, retry, many at once."""

import socket
import subprocess

from screen_case import ScreenCase

# A number that no other process on this machine sleeps for.
SLEEPER = ["pgrep", "-f", "sleep 987654"]


class JobTests(ScreenCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = iter(range(100))

    def operator(self, **options):
        return self.signed_in(f"operator {next(self.users)}", "operator", **options)

    def test_queue_from_the_form_and_watch_to_the_end(self):
        page = self.operator()
        page.get_by_role("link", name="Definitions").click()
        page.get_by_role("link", name="report").click()
        page.get_by_label("month").fill("2026-2")
        page.get_by_role("button", name="Queue it").click()
        page.get_by_text("Some values can't be used; nothing was queued.").wait_for()
        self.assertEqual(page.get_by_label("month").input_value(), "2026-2")
        page.get_by_label("month").fill("2026-02")
        self.complaints.clear()  # Chromium tells of the answer 422.
        page.get_by_role("button", name="Queue it").click()
        page.wait_for_url("**/jobs/*")
        page.locator(".verdict .completed").wait_for()
        page.locator("#lines", has_text="対象月: 2026-02").wait_for()
        self.assertEqual(page.locator("#lines .e").inner_text().split("\t")[-1][-2:], "警告")

    def test_a_list_names_the_host_of_what_ran_and_of_what_runs(self):
        page = self.operator()
        done, running = self.enqueue("colours"), self.enqueue("waits")
        later = self.enqueue("colours", "--in", "1d")
        self.service.finished(done)
        self.go(page, "/jobs")
        page.locator(f"#job-{running} .running").first.wait_for()
        hosts = [page.locator(f"#job-{job} td").last.inner_text() for job in (done, running, later)]
        self.assertEqual(hosts, [socket.gethostname(), socket.gethostname(), ""])
        self.service.yoban("stop", str(running))
        self.service.yoban("stop", str(later))
        self.service.finished(running)

    def test_a_stop_ends_the_whole_tree(self):
        page = self.operator()
        job = self.enqueue("tree")
        self.go(page, f"/jobs/{job}")
        page.locator("#lines", has_text="started").wait_for()
        self.assertEqual(subprocess.run(SLEEPER, capture_output=True).returncode, 0)
        page.locator("main").get_by_role("button", name="Stop").click()
        page.get_by_text("A stop was requested").wait_for()
        page.locator(".verdict .stopped").wait_for()
        self.assertNotEqual(subprocess.run(SLEEPER, capture_output=True).returncode, 0)

    def test_a_button_that_comes_in_the_place_of_another_waits_for_a_moment(self):
        page = self.operator()
        job = self.enqueue("waits")
        self.go(page, f"/jobs/{job}")
        page.locator("#act-stop .danger").wait_for()
        # That it was held back may be over before anybody can look.
        page.evaluate("""window.held = false;
            new MutationObserver(() => { window.held ||= document.querySelector(".buttons").inert; })
                .observe(document.querySelector("main"), { attributes: true, subtree: true })""")
        (self.service.folder / "end").touch()
        page.locator("#act-retry").wait_for()
        self.assertEqual(page.locator("#act-stop, .buttons .danger").count(), 0)
        page.locator(".buttons:not([inert])").wait_for()
        self.assertTrue(page.evaluate("window.held"))
        (self.service.folder / "end").unlink()
        page.locator("main").get_by_role("button", name="Rerun").click()
        page.get_by_text("Queued a new job like the other one").wait_for()
        self.service.yoban("stop", page.url.split("/")[-1].split("?")[0])

    def test_failed_then_retried_then_completed(self):
        page = self.operator()
        job = self.enqueue("broken")
        self.go(page, f"/jobs/{job}")
        page.locator(".verdict .failed").wait_for()
        self.go(page, "/")
        page.locator(".attention", has_text="broken").get_by_role("link").click()
        (self.service.folder / "go").touch()
        page.get_by_role("button", name="Retry").click()
        page.locator(".verdict .completed").wait_for()
        self.assertEqual(page.locator("section[aria-labelledby=attempts] tbody tr").count(), 2)
        (self.service.folder / "go").unlink()

    def test_the_log_of_a_new_attempt_comes_by_itself_unless_the_one_before_is_being_read(self):
        page = self.operator()
        job = self.enqueue("broken")
        self.go(page, f"/jobs/{job}")
        page.locator("#lines", has_text="接続できません").wait_for()
        page.locator(".verdict .failed").wait_for()
        page.locator("#size", has_text="22 B").wait_for()
        self.service.yoban("retry", str(job))
        page.get_by_role("heading", name="Log of attempt 2").wait_for()
        page.locator("#lines", has_text="接続できません").wait_for()
        page.locator(".verdict .failed").wait_for()
        page.evaluate("window.stayed = true; getSelection().selectAllChildren(document.getElementById('lines'))")
        (self.service.folder / "go").touch()
        self.service.yoban("retry", str(job))
        page.locator(".verdict .completed").wait_for()
        page.get_by_role("button", name="Show what is new").wait_for()
        page.get_by_role("heading", name="Log of attempt 2").wait_for()
        self.assertTrue(page.evaluate("window.stayed"))
        page.get_by_role("button", name="Show what is new").click()
        page.get_by_role("heading", name="Log of attempt 3").wait_for()
        page.locator("#lines", has_text="成功").wait_for()
        # One that somebody has chosen stays.
        self.go(page, f"/jobs/{job}?attempt=1")
        (self.service.folder / "go").unlink()
        self.service.yoban("retry", str(job))
        page.locator(".verdict .failed").wait_for()
        page.locator("section[aria-labelledby=attempts] tbody tr").nth(3).wait_for()
        page.get_by_role("heading", name="Log of attempt 1").wait_for()
        # Out of sight no browser knows how long a log is.
        page.set_viewport_size({"width": 800, "height": 300})
        self.go(page, f"/jobs/{job}")
        self.service.yoban("retry", str(job))
        page.get_by_role("heading", name="Log of attempt 5").wait_for()

    def test_many_at_once_first_show_what_would_happen(self):
        page = self.operator()
        running = self.enqueue("holder")
        waiting = [self.enqueue("keyed") for _ in range(3)]
        self.go(page, f"/jobs/{waiting[0]}")
        gate = page.locator(".gates .closed", has_text="hubspot")
        gate.wait_for()
        gate.get_by_role("link", name=f"#{running}").wait_for()
        self.go(page, "/jobs?q=" + "+".join(map(str, waiting)))
        page.get_by_label("All that fit this search").check()
        page.get_by_role("button", name="Retry…").click()
        page.get_by_text("0 of 3 jobs can be acted on. Nothing was done yet.").wait_for()
        self.assertEqual(page.get_by_text("it has not finished").count(), 3)
        page.go_back()
        page.get_by_label("All that fit this search").check()
        page.get_by_role("button", name="Stop…").click()
        page.get_by_text("3 of 3 jobs can be acted on.").wait_for()
        self.assertIn("pending", self.service.yoban("show", str(waiting[2])))
        page.get_by_role("button", name="Stop 3 jobs").click()
        page.get_by_text("3 jobs were acted on.").wait_for()
        self.assertEqual(page.get_by_text("stopped before it started").count(), 3)
        page.get_by_role("button", name="Undo: put the 3 that had not started back").click()
        page.get_by_text("3 jobs were acted on.").wait_for()
        self.assertIn("pending", self.service.yoban("show", str(waiting[2])))
        # One is no longer as the act left it.
        self.service.yoban("stop", str(waiting[0]))
        page.get_by_role("button", name="Undo: stop those that still wait").click()
        page.get_by_text("2 jobs were acted on.").wait_for()
        page.get_by_text("The other 1 have changed since").wait_for()
        self.assertIn("stopped", self.service.yoban("show", str(waiting[2])))
        (self.service.folder / "free").touch()
        self.service.yoban("wait", str(running))
        (self.service.folder / "free").unlink()

    def test_what_is_said_and_how_long_it_took_is_searched(self):
        page = self.operator()
        done = self.enqueue("report", "--param", "month=2031-07")
        self.service.finished(done)
        self.go(page, "/jobs?q=text:2031-07+took:<1h")
        page.locator(f"#job-{done}").wait_for()
        page.get_by_text("jobs were looked at").wait_for()
        self.go(page, "/jobs?q=text:2031-07+took:>1h")
        page.get_by_text("No job fits.").wait_for()

    def test_keys_lead_to_what_a_job_waits_for(self):
        page = self.operator()
        running = self.enqueue("holder")
        self.addCleanup(self.service.finished, running)
        self.addCleanup(self.service.yoban, "stop", str(running))
        job = self.enqueue("keyed")
        self.go(page, f"/jobs?q={job}")
        # It is there when the scripts run.
        page.locator("#pause").wait_for()
        page.keyboard.press("j")
        # A list that brings itself up to date keeps the row chosen.
        page.evaluate("document.querySelector('.focused').dataset.stale = 1")
        page.locator(".focused:not([data-stale])").wait_for()
        page.keyboard.press("w")
        page.wait_for_url(f"**/jobs/{job}#gates")
        page.locator("#pause").wait_for()
        page.keyboard.press("w")
        # A part that brings itself up to date keeps the place.
        page.evaluate("document.getElementById('gates').dataset.stale = 1")
        page.locator("#gates:not([data-stale])").wait_for()
        self.assertEqual(page.evaluate("document.activeElement.id"), "gates")
        page.keyboard.press("?")
        page.locator("dialog", has_text="why it waits").wait_for()
        self.service.yoban("stop", str(job))

    def test_a_list_follows_what_happens_without_being_loaded_again(self):
        page = self.operator()
        self.go(page, "/jobs")
        page.evaluate("window.stayed = true")
        job = self.enqueue("colours")
        page.locator(f"#job-{job} .completed").first.wait_for()
        self.assertTrue(page.evaluate("window.stayed"))

    def test_eight_tabs_share_one_stream(self):
        first = self.operator()
        streams = []
        first.context.on("request", lambda request: streams.append(request.url) if request.url.endswith("/live") else None)
        tabs = [first] + [first.context.new_page() for _ in range(7)]
        for tab in tabs:
            self.go(tab, "/jobs")
            tab.evaluate("window.stayed = true")
        job = self.enqueue("colours")
        for tab in tabs:
            tab.locator(f"#job-{job} .completed").first.wait_for()
            self.assertTrue(tab.evaluate("window.stayed"))
        self.assertLessEqual(len(streams), 2)  # That of the page from before, and one for all.

    def test_without_javascript(self):
        page = self.operator(java_script_enabled=False)
        self.go(page, "/definitions/report")
        page.get_by_label("month").fill("2026-03")
        page.get_by_role("button", name="Queue it").click()
        job = page.url.split("/")[-1].split("?")[0]
        self.service.yoban("wait", job)
        page.reload()
        page.locator("#lines", has_text="対象月: 2026-03").wait_for()
        # No button that would do nothing.
        self.assertEqual(page.locator("button[type=button]:visible").all_inner_texts(), [])
        page.get_by_role("button", name="Rerun").click()
        page.get_by_text("Queued a new job like the other one").wait_for()
