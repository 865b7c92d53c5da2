"""Servers and hosts fail while jobs run: every job runs as often as it may, nothing is lost, nobody is disturbed."""

import re
import time

from cluster_case import ClusterCase, load_engines
from hostkit import wait_for


class Faults(ClusterCase):
    def through_an_outage(self, begin, end, *, seconds, jobs=3):
        """Runs jobs that begin before the outage and end during and after it."""
        project = self.project(worker="slots: 4, heartbeat: 1s, lease: 10m")
        workers = [self.worker(project, host) for host in self.network.hosts]
        during = [project.enqueue("once", max(2, int(seconds / 2))) for _ in range(jobs)]
        after = [project.enqueue("once", int(seconds) + 4) for _ in range(jobs)]
        for number in during + after:
            project.wait_begin(number)
        begin()
        time.sleep(seconds)  # the outage itself
        end()
        for number in during + after:
            project.wait_status(number, "completed", 60)
            self.assertEqual(len(project.begins(number)), 1)
            self.assertIn(f"job {number}", project.call("logs", number).stdout)
        late = project.enqueue("once")
        project.wait_status(late, "completed", 30)
        for worker in workers:
            self.assertTrue(worker.is_running, worker.said())
            self.assertEqual(worker.end(), 0)
        return workers

    def test_the_server_is_killed_and_back_after_a_second(self):
        self.through_an_outage(self.server.kill, self.server.start, seconds=1)

    def test_the_server_is_killed_and_back_after_15_seconds(self):
        workers = self.through_an_outage(self.server.kill, self.server.start, seconds=15)
        for worker in workers:
            # Once that it is away, once that it is back; not a line for each try.
            self.assertEqual(len(re.findall(r" - ERROR - cannot ", worker.said())), 1, worker.said())
            self.assertEqual(worker.said().count("the store answers again"), 1, worker.said())

    def test_the_server_is_stopped_and_started(self):
        self.through_an_outage(self.server.stop, self.server.start, seconds=3)

    def test_the_server_hangs(self):
        self.through_an_outage(self.server.hang, self.server.go_on, seconds=15)

    def test_the_server_refuses_writes(self):
        self.through_an_outage(lambda: self.server.refuse_writes(True), lambda: self.server.refuse_writes(False), seconds=6)

    def test_there_are_too_many_connections(self):
        def crowd():
            self.server.allow_connections(1)
            self.server.cut_connections()
        self.through_an_outage(crowd, lambda: self.server.allow_connections(None), seconds=6)

    def test_connections_are_cut_again_and_again(self):
        project = self.project(worker="slots: 4")
        for host in self.network.hosts:
            self.worker(project, host)
        numbers = [project.enqueue("once") for _ in range(40)]
        for _ in range(20):
            self.server.cut_connections()
            time.sleep(0.1)  # between two cuts
        for number in numbers:
            project.wait_status(number, "completed", 60)
        self.assertEqual(sorted(line[0] for line in project.lines() if line[2] == "begin"), numbers)

    def test_a_host_is_cut_off_until_its_lease_is_over(self):
        project = self.project()
        self.worker(project, self.batch02)
        again, once = project.enqueue("again", 60), project.enqueue("once", 60)
        for number in (again, once):
            project.wait_begin(number)
        self.worker(project, self.batch01)
        self.scheduler(project, self.batch01)
        time.sleep(3)  # a few beats of both
        self.batch02.cut()
        project.wait_begin(again, 2, seconds=60)
        second = project.begins(again)[1]
        self.assertEqual(second[4], "batch01")
        project.check_never_two_at_once()
        self.assertEqual(project.status(once), "failed")
        self.assertEqual(project.job(once)["reason"], "lost_host")
        self.assertEqual(len(project.begins(once)), 1, "what may not be tried again is never started twice")
        self.batch02.mend()
        # Its script went on; the truth about it comes late and counts.
        project.wait_status(once, "completed", 90)
        project.wait_status(again, "completed", 90)
        project.check_never_two_at_once()
        numbers = [project.enqueue("once", 1) for _ in range(8)]
        for number in numbers:
            project.wait_status(number, "completed")
        self.assertEqual({project.begins(number)[0][4] for number in numbers}, {"batch01", "batch02"}, "it is back")

    def test_a_short_cut_costs_nothing(self):
        project = self.project()
        self.worker(project, self.batch01)
        self.worker(project, self.batch02)
        self.scheduler(project, self.batch01)
        numbers = [project.enqueue("again", 14) for _ in range(4)]
        for number in numbers:
            project.wait_begin(number)
        self.batch02.cut()
        time.sleep(6)  # half a lease
        self.batch02.mend()
        for number in numbers:
            project.wait_status(number, "completed", 60)
            self.assertEqual(len(project.begins(number)), 1)

    def test_a_dead_host_is_declared_dead(self):
        from hostkit.project import kill_runs

        project = self.project(worker="slots: 2, heartbeat: 1s, lease: 10m")
        worker = self.worker(project, self.batch02)
        again, once = project.enqueue("again", 5), project.enqueue("once", 5)
        for number in (again, once):
            project.wait_begin(number)
        worker.process.kill()
        worker.process.wait()
        kill_runs(self.batch02.folder / "state")
        self.worker(project, self.batch01)
        project.call("worker", "declare-dead", "batch02", "--yes")
        project.wait_status(again, "completed")
        self.assertEqual([line[4] for line in project.begins(again)], ["batch02", "batch01"])
        self.assertEqual(project.job(once)["reason"], "lost_host")
        self.assertEqual(len(project.begins(once)), 1)

    def test_the_worker_waits_for_a_server_that_is_not_there_yet(self):
        project = self.project()
        self.server.stop()
        worker = project.start(self.batch01, "worker")
        self.programs.append(worker)
        done = project.call("list", check=False)
        self.assertEqual(done.returncode, 69, done.stderr)
        self.assertIn(str(self.server.port), done.stderr)
        time.sleep(2)  # it has tried by now
        self.assertTrue(worker.is_running, worker.said())
        self.server.start()
        wait_for(lambda: project.is_known(self.batch01), lambda: worker.said(), 30)
        number = project.enqueue("once")
        project.wait_status(number, "completed")


load_engines([Faults], globals())
