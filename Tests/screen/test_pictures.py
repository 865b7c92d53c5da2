"""What people would rather look at than read: each picture is there, and says what its table says."""

from screen_case import CATALOGUE, ScreenCase

# Holds 60 MB, works for a while, says how far it is, and ends when it is told to.
HUNGRY = """
  hungry:
    name: メモリを使うジョブ
    command:
      - python3
      - -c
      - |
        import os, time
        held, step = bytearray(60_000_000), 0
        while not os.path.exists("enough"):
            step += 1
            print(f"::progress {min(step * 5, 95)}::", flush=True)
            sum(range(3_000_000))
            time.sleep(0.3)
  often: { name: 毎時, schedule: "0 * * * *", command: [sh, -c, "true"] }
"""


class PictureTests(ScreenCase):
    catalogue = CATALOGUE + HUNGRY

    def test_memory_cpu_and_progress_of_a_run_also_beside_earlier_ones(self):
        first = self.enqueue("hungry")
        page = self.signed_in("絵を見る人", "operator")
        self.go(page, f"/jobs/{first}")
        pictures = page.locator(".lines figure")
        # They come by themselves, while the job runs.
        pictures.nth(3).wait_for()
        self.assertEqual([one.split()[0] for one in page.locator(".lines figcaption").all_inner_texts()],
                         ["Progress", "Memory", "CPU", "Descriptors"])
        memory = page.locator(".lines figcaption", has_text="Memory").inner_text()
        self.assertRegex(memory, r"at most (6|7|8|9)\d\.\d MB")
        (self.service.folder / "enough").touch()
        self.service.finished(first)
        (self.service.folder / "enough").unlink()
        second = self.enqueue("hungry")
        self.go(page, f"/jobs/{second}")
        page.locator(".lines path.earlier").first.wait_for(state="attached")
        page.get_by_text("completed runs before it (1)").wait_for()
        (self.service.folder / "enough").touch()
        self.service.finished(second)
        page.reload()
        page.locator("#series").locator("..").get_by_text("As a table").click()
        rows = page.locator("[aria-label='The run as a table'] tbody tr")
        self.assertGreaterEqual(rows.count(), 2)
        self.assertIn("MB", rows.last.inner_text())

    def test_how_long_jobs_waited_and_what_a_worker_has_left(self):
        self.service.yoban("wait", str(self.enqueue("colours")))
        page = self.signed_in("待ちを見る人", "viewer")
        self.go(page, "/workers")
        page.locator("svg.waits").first.wait_for()
        page.get_by_role("heading", name="default").wait_for()
        page.get_by_role("cell", name="hubspot").wait_for()
        self.assertRegex(page.locator("[aria-label='List of workers'] tbody tr").first.inner_text(), r"[GT]B / [\d.]+ [GT]B")

    def test_the_schedule_of_a_day_and_a_job_of_it_now(self):
        page = self.signed_in("予定を見る人", "operator")
        self.go(page, "/schedule")
        page.get_by_label("Date").fill("2027-01-10")
        page.get_by_role("button", name="Show this day").click()
        page.get_by_role("heading", name="Planned on 2027-01-10 25").wait_for()
        self.assertEqual(page.locator("table.load tbody tr").first.locator("td").last.inner_text(), "25")
        page.locator("[aria-label='List of schedules'] tr", has_text="often").get_by_role("button", name="Queue now").click()
        page.get_by_role("status").get_by_text("Queued").wait_for()

    def test_administrators_see_how_the_service_stands(self):
        page = self.signed_in("状態を見る人", "admin")
        self.go(page, "/admin/state")
        page.locator(".gates .open", has_text="Store").wait_for()
        page.locator(".gates .open", has_text="Worker").wait_for()
        page.get_by_text("sqlite:").first.wait_for()
        viewer = self.signed_in("見るだけの人", "viewer")
        self.assertEqual(viewer.request.get(self.service.url + "/admin/state").status, 403)
