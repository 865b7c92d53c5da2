"""Two hosts share one queue."""

import re
import time

from cluster_case import ClusterCase, load_engines
from hostkit import wait_for


class Hosts(ClusterCase):
    def test_each_job_runs_once_and_both_hosts_take_part(self):
        project = self.project(worker="slots: 4")
        workers = [self.worker(project, host) for host in self.network.hosts]
        numbers = [project.enqueue("once", 1) for _ in range(24)]
        for number in numbers:
            project.wait_status(number, "completed")
        lines = project.lines()
        self.assertEqual(sorted(line[0] for line in lines if line[2] == "begin"), numbers)
        self.assertEqual({line[4] for line in lines}, {"batch01", "batch02"})
        for worker in workers:
            self.assertEqual(worker.end(), 0, worker.said())

    def test_the_log_of_another_host_is_read_live(self):
        project = self.project()
        self.worker(project, self.batch02)
        number = project.enqueue("once", 6)
        follower = self.batch01.start(
            project.yoban, "logs", "-f", number, "--config", project.catalogue(self.batch01.hub), log="logs", env=project.environment)
        self.programs.append(follower)
        wait_for(lambda: "line 2" in follower.said(), lambda: follower.said(), 20)
        self.assertEqual(project.status(number), "running", "the log came before the end")
        project.wait_status(number, "completed")
        wait_for(lambda: not follower.is_running, "the follower ends with the job")
        text = follower.said()
        self.assertIn(f"hello from batch02, job {number}", text)
        self.assertEqual(re.findall(r"^line (\d)$", text, re.MULTILINE), list("123456"))
        # Neither on the disk nor on the wire between the hosts: only in the store.
        self.assertIn("line 6", project.call("logs", number, host=self.batch01).stdout)

    def test_a_stop_reaches_the_other_host(self):
        project = self.project()
        self.worker(project, self.batch02)
        number = project.enqueue("once", 300)
        project.wait_begin(number)
        asked = time.monotonic()
        project.call("stop", number, host=self.batch01)
        project.wait_status(number, "stopped", 20)
        self.assertLess(time.monotonic() - asked, 15)
        self.assertTrue([line for line in project.lines() if line[2] == "term"])

    def test_a_label_and_a_queue_choose_the_host(self):
        project = self.project(
            worker="slots: 2",
            jobs={"there": "runs_on: batch02", "here": "runs_on: batch01", "gpu": "runs_on: gpu", "night": "queue: night"})
        self.worker(project, self.batch01)
        self.worker(project, self.batch02)
        there = [project.enqueue("there") for _ in range(3)]
        here = [project.enqueue("here") for _ in range(3)]
        lonely = [project.enqueue("gpu"), project.enqueue("night")]
        for number in there + here:
            project.wait_status(number, "completed")
        hosts = {line[0]: line[4] for line in project.lines()}
        self.assertEqual({hosts[number] for number in there}, {"batch02"})
        self.assertEqual({hosts[number] for number in here}, {"batch01"})
        for number in lonely:
            self.assertEqual(project.status(number), "pending")

    def test_a_concurrency_key_holds_across_hosts(self):
        project = self.project(worker="slots: 3", jobs={"hubspot": "concurrency: { key: hubspot, limit: 2 }"})
        for host in self.network.hosts:
            self.worker(project, host)
        numbers = [project.enqueue("hubspot", 1) for _ in range(12)]
        for number in numbers:
            project.wait_status(number, "completed", 90)
        running, most = 0, 0
        for line in sorted(project.lines(), key=lambda line: (line[3], line[2] == "begin")):
            running += 1 if line[2] == "begin" else -1
            most = max(most, running)
        self.assertEqual(most, 2, project.lines())

    def test_a_drained_worker_takes_nothing_new(self):
        project = self.project()
        self.worker(project, self.batch01)
        self.worker(project, self.batch02)
        first = project.enqueue("once", 5, )
        project.wait_begin(first)
        host = project.begins(first)[0][4]
        project.call("worker", "drain", host, "--wait")
        self.assertEqual(project.status(first), "completed", "--wait waits for what it runs")
        numbers = [project.enqueue("once") for _ in range(6)]
        for number in numbers:
            project.wait_status(number, "completed")
            self.assertNotEqual(project.begins(number)[0][4], host)
        project.call("worker", "drain", host, "--undo")
        # One at a time, until it has taken one.
        def taken():
            number = project.enqueue("once")
            project.wait_status(number, "completed")
            return project.begins(number)[0][4] == host
        wait_for(taken, f"{host} takes jobs again", 60)

    def test_two_schedulers_do_no_harm(self):
        project = self.project(worker="slots: 4")
        self.worker(project, self.batch01)
        for host in self.network.hosts:
            self.scheduler(project, host)
        numbers = [project.enqueue("once", 0, "--in", "3s") for _ in range(10)]
        for number in numbers:
            project.wait_status(number, "completed")
        self.assertEqual(sorted(line[0] for line in project.lines() if line[2] == "begin"), numbers)

    def test_another_program_writes_and_reads_as_before(self):
        project = self.project()
        self.worker(project, self.batch02)
        script = project.folder / "work.sh"
        self.server.query(
            f"INSERT INTO batch_job_queue (job_name, script_path, priority) VALUES ('粗利按分管理データ同期', '{script}', 4)",
            database="mirai_base")
        number = int(self.rows("SELECT max(id) FROM batch_job_queue")[0][0])
        wait_for(lambda: self.rows(f"SELECT status FROM batch_job_queue WHERE id = {number}") == [["completed"]], "completed", 20)
        row = self.rows(
            f"SELECT job_name, progress_percentage, retry_count, error_message IS NULL FROM batch_job_queue WHERE id = {number}")[0]
        self.assertEqual(row[:3], ["粗利按分管理データ同期", "100", "0"])
        long = project.enqueue("once", 300)
        project.wait_begin(long)
        self.server.query(f"UPDATE batch_job_queue SET progress_message = '手で', progress_percentage = 42 WHERE id = {long}",
                          database="mirai_base")
        self.server.query(f"UPDATE batch_job_queue SET stop_requested = TRUE WHERE id = {long}", database="mirai_base")
        project.wait_status(long, "stopped", 30)

    def rows(self, sql):
        return [line.split("\t") for line in self.server.query(sql, database="mirai_base").stdout.splitlines()]


load_engines([Hosts], globals())
