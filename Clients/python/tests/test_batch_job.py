"""batch_job.py and batch_job.sh, each run as a script would run them: in a process of its own."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import unittest
from pathlib import Path

PYTHON_CLIENT = Path(__file__).resolve().parents[1]
SHELL_CLIENT = PYTHON_CLIENT.parent / "shell" / "batch_job.sh"
LIMIT_SECONDS = 60


class ClientCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.progress = self.folder / "progress file"

    def environment(self, **changes):
        environment = {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(PYTHON_CLIENT),
            "BATCH_JOB_ID": "42",
            "BATCH_JOB_PROGRESS": str(self.progress),
        }
        environment.update(changes)
        return {name: value for name, value in environment.items() if value is not None}

    def lines(self):
        return self.progress.read_text(encoding="utf-8").splitlines() if self.progress.exists() else []


class PythonClient(ClientCase):
    def run_script(self, source, arguments=(), **environment):
        """Run it with every warning shown; it must end well and say nothing on stderr."""
        result = subprocess.run(
            [sys.executable, "-W", "always", "-c", textwrap.dedent(source)] + list(arguments),
            env=self.environment(**environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=LIMIT_SECONDS,
        )
        self.assertEqual(result.stderr.decode(), "")
        self.assertEqual(result.returncode, 0)
        return result.stdout

    def test_plain_call_appends_one_line(self):
        self.run_script(
            """
            from batch_job import update_job_progress
            update_job_progress(progress_message="第六竹石ビル", progress_percentage=42)
            update_job_progress("HubSpot に接続中")
            update_job_progress(progress_percentage=50)
            update_job_progress()
            """
        )
        self.assertEqual(
            self.lines(),
            ["progress 42::第六竹石ビル", "progress::HubSpot に接続中", "progress 50::"],
        )

    def test_awaited_call_does_the_same(self):
        self.run_script(
            """
            import asyncio
            from batch_job import update_job_progress
            async def main():
                assert await update_job_progress("待つ", 1) is None
                update_job_progress("待たない", 2)
                await asyncio.gather(*[asyncio.wait_for(wrap(n), 10) for n in (3, 4)])
            async def wrap(n):
                await update_job_progress("一緒に", n)
            asyncio.run(main())
            """
        )
        self.assertEqual(
            sorted(self.lines()),
            ["progress 1::待つ", "progress 2::待たない", "progress 3::一緒に", "progress 4::一緒に"],
        )

    def test_nothing_happens_without_a_job_id(self):
        output = self.run_script(
            """
            from batch_job import stop_requested, track, update_job_progress
            update_job_progress("x", 1)
            assert list(track([1, 2], message=lambda _: 1 / 0)) == [1, 2]
            assert not stop_requested()
            """,
            BATCH_JOB_ID=None,
        )
        self.assertEqual(output, b"")
        self.assertEqual(self.lines(), [])

    def test_without_a_progress_file_the_line_goes_to_standard_output_in_order(self):
        source = """
            from batch_job import update_job_progress
            print("before")
            update_job_progress("100%\\n", 7)
            update_job_progress("担当者なし")
            print("after")
            """
        for charset in ("utf-8", "ascii"):
            output = self.run_script(source, BATCH_JOB_PROGRESS=None, PYTHONIOENCODING=charset)
            self.assertEqual(
                output.decode().splitlines(),
                ["before", "::progress 7::100%25%0A", "::progress::担当者なし", "after"],
            )

    def test_unwritable_progress_file_falls_back_to_standard_output(self):
        fifo = self.folder / "fifo without a reader"
        os.mkfifo(fifo)
        for path in (self.folder, self.folder / "no" / "such", fifo, "/dev/full"):
            output = self.run_script(
                "from batch_job import update_job_progress; update_job_progress('m', 5)",
                BATCH_JOB_PROGRESS=str(path),
            )
            self.assertEqual(output, b"::progress 5::m\n", path)

    def test_nowhere_to_report_is_no_reason_to_fail(self):
        self.run_script(
            """
            import os, sys
            from batch_job import update_job_progress
            sys.stdout = None
            update_job_progress("m", 5)
            """,
            BATCH_JOB_PROGRESS="/dev/full",
        )

    def test_percentages_are_clamped_and_rubbish_is_left_out(self):
        self.run_script(
            """
            from decimal import Decimal
            from batch_job import update_job_progress
            for value in (-5, 250, 99.9, "42", True, Decimal("7.5"), float("inf"), float("-inf"),
                          float("nan"), "多い", object(), 10**400):
                update_job_progress("m", value)
            """
        )
        heads = [line.partition("::")[0] for line in self.lines()]
        self.assertEqual(
            heads,
            ["progress " + n for n in "0 100 99 42 1 7 100 0".split()] + ["progress"] * 4,
        )

    def test_a_message_can_not_forge_a_second_line(self):
        self.run_script(
            r"""
            from batch_job import update_job_progress
            update_job_progress("a\nprogress 100::done\r\n%0A", 1)
            """
        )
        self.assertEqual(
            self.progress.read_bytes(),
            b"progress 1::a%0Aprogress 100::done%0D%0A%250A\n",
        )

    def test_huge_messages_are_cut_between_characters_and_escapes(self):
        self.run_script(
            r"""
            from batch_job import update_job_progress
            for shift in range(4):
                update_job_progress("x" * shift + "竹" * 1000000, 1)
                update_job_progress("x" * shift + "\n" * 1000000, 1)
            """
        )
        lines = self.progress.read_bytes().split(b"\n")
        self.assertEqual((len(lines), lines.pop()), (9, b""))
        for line in lines:
            self.assertTrue(4090 < len(line) + 1 <= 4096, len(line))
            text = line.decode("utf-8")
            self.assertTrue(text.endswith("竹") or text.endswith("%0A"), text[-5:])

    def test_messages_that_are_no_proper_text(self):
        self.run_script(
            """
            from batch_job import update_job_progress
            class Bad:
                def __str__(self):
                    raise ValueError
            update_job_progress(Bad(), 1)
            update_job_progress(120, 2)
            update_job_progress("file \\udcff", 3)
            """
        )
        self.assertEqual(self.lines(), ["progress 1::", "progress 2::120", "progress 3::file ?"])

    def test_many_threads_write_whole_lines(self):
        self.run_script(
            """
            import threading
            from batch_job import update_job_progress
            def report(name):
                for n in range(200):
                    update_job_progress(name * 300, n % 101)
            threads = [threading.Thread(target=report, args=(c,)) for c in "abcdefgh"]
            [t.start() for t in threads]
            [t.join() for t in threads]
            """
        )
        lines = self.lines()
        self.assertEqual(len(lines), 1600)
        for line in lines:
            self.assertRegex(line, r"^progress \d+::(a{300}|b{300}|c{300}|d{300}|e{300}|f{300}|g{300}|h{300})$")

    def test_track_reports_the_first_and_the_last_and_little_between(self):
        self.run_script(
            """
            from batch_job import track
            assert list(track(list(range(50000)), message=lambda n: "物件%d" % n)) == list(range(50000))
            """
        )
        lines = self.lines()
        self.assertEqual(lines[0], "progress 0/50000::物件0")
        self.assertEqual(lines[-1], "progress 50000/50000::物件49999")
        self.assertLess(len(lines), 50000 / 100)

    def test_track_names_the_item_that_hangs(self):
        # The second item comes within the interval; the loop body waits for its report to
        # appear, so this test would never end if it were held back for ever.
        self.run_script(
            """
            import pathlib, sys
            from batch_job import track
            progress = pathlib.Path(sys.argv[1])
            for item in track(["第一ビル", "第六竹石ビル"], message=str):
                if item == "第六竹石ビル":
                    while "progress 1/2::第六竹石ビル" not in progress.read_text("utf-8"):
                        pass
            """,
            [str(self.progress)],
        )

    def test_track_of_a_generator_a_wrong_total_nothing_and_a_break(self):
        self.run_script(
            """
            from batch_job import track
            list(track((n for n in [1]), message="週次集計"))
            list(track((n for n in [1, 2]), total=1))
            list(track([]))
            for nonsense in ("many", float("inf"), object()):
                list(track([1], total=nonsense, message="m"))
            for n in track([1, 2, 3], message=lambda n: 1 / 0):
                if n == 2:
                    break
            """
        )
        self.assertEqual(
            self.lines(),
            ["progress::0 週次集計", "progress::1 週次集計", "progress 0/1::", "progress 2/2::"]
            + ["progress::0 m", "progress::1 m"] * 3
            + ["progress 0/3::", "progress 1/3::"],
        )

    def test_track_passes_on_what_the_source_raises(self):
        self.run_script(
            """
            from batch_job import track
            def source():
                yield 1
                raise KeyError("source")
            try:
                list(track(source()))
            except KeyError:
                print("raised")
            """
        )
        self.assertEqual(self.lines()[0], "progress::0")

    def test_stop_requested_turns_true_after_sigterm(self):
        for job_id in ("42", None):
            process = subprocess.Popen(
                [sys.executable, "-c", textwrap.dedent(
                    """
                    import signal
                    from batch_job import stop_requested
                    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM, signal.SIGUSR1])
                    assert not stop_requested()
                    print("ready", flush=True)
                    signal.sigwait([signal.SIGUSR1])
                    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
                    assert stop_requested()
                    print("record finished")
                    raise SystemExit(7)
                    """
                )],
                env=self.environment(BATCH_JOB_ID=job_id),
                stdout=subprocess.PIPE,
            )
            self.addCleanup(process.kill)
            self.assertEqual(process.stdout.readline(), b"ready\n")
            process.send_signal(signal.SIGTERM)
            process.send_signal(signal.SIGUSR1)
            rest, _ = process.communicate(timeout=LIMIT_SECONDS)
            self.assertEqual((rest, process.returncode), (b"record finished\n", 7))

    def test_stop_requested_leaves_the_scripts_own_handler_alone(self):
        self.run_script(
            """
            import os, signal, threading
            from batch_job import stop_requested
            thread = threading.Thread(target=stop_requested)
            thread.start()
            thread.join()
            assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL, "no handler from a thread"
            seen = []
            own = lambda *_: seen.append(1)
            signal.signal(signal.SIGTERM, own)
            assert not stop_requested()
            os.kill(os.getpid(), signal.SIGTERM)
            assert signal.getsignal(signal.SIGTERM) is own and seen == [1] and not stop_requested()
            """
        )


class ShellClient(ClientCase):
    SHELLS = [shell for shell in ("sh", "dash", "bash", "busybox") if shutil.which(shell)]

    def run_script(self, shell, source, **environment):
        command = [shell, "sh"] if shell == "busybox" else [shell]
        result = subprocess.run(
            command + ["-c", "set -eu\n. '%s'\n%s\necho survived" % (SHELL_CLIENT, source)],
            env=self.environment(**environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=LIMIT_SECONDS,
        )
        self.assertEqual((result.returncode, result.stderr.decode()), (0, ""), shell)
        output = result.stdout.decode().splitlines()
        self.assertEqual(output.pop(), "survived", shell)
        return output

    def each_shell(self):
        for shell in self.SHELLS:
            for language in ("C.UTF-8", "C"):
                with self.subTest(shell=shell, language=language):
                    if self.progress.exists():
                        self.progress.unlink()
                    yield shell, language

    def test_reports(self):
        for shell, language in self.each_shell():
            output = self.run_script(
                shell,
                r"""
                job_progress 42 '第六竹石ビル'
                job_progress_of 120 285 "第六 'x' \$y * 竹石ビル"
                job_progress '' 'HubSpot に接続中'
                job_progress 7
                job_progress; job_progress_of
                """,
                LANG=language,
            )
            self.assertEqual(output, [])
            self.assertEqual(
                self.lines(),
                ["progress 42::第六竹石ビル", "progress 120/285::第六 'x' $y * 竹石ビル",
                 "progress::HubSpot に接続中", "progress 7::"],
            )

    def test_numbers_are_clamped_and_rubbish_is_left_out(self):
        for shell, language in self.each_shell():
            self.run_script(
                shell,
                "for n in -3 0 007 42.9 100 101 110 200 99999999999999999999 x 1x; do job_progress $n m; done\n"
                "job_progress_of 1 0 m; job_progress_of x 3 m; job_progress_of 010 0285 m",
                LANG=language,
            )
            heads = [line.partition("::")[0] for line in self.lines()]
            self.assertEqual(
                heads,
                ["progress " + n for n in "0 0 7 42 100 100 100 100 100".split()]
                + ["progress"] * 4 + ["progress 10/285"],
            )

    def test_a_message_can_not_forge_a_second_line(self):
        for shell, language in self.each_shell():
            self.run_script(
                shell,
                """job_progress 1 "$(printf 'a\\nprogress 100::done\\r\\n%%0A.')" """,
                LANG=language,
            )
            self.assertEqual(
                self.progress.read_bytes(), b"progress 1::a%0Aprogress 100::done%0D%0A%250A.\n"
            )

    def test_huge_messages_are_cut_between_characters_and_escapes(self):
        long_text = self.folder / "long"
        for shell, language in self.each_shell():
            for text in ("竹" * 30000, "x" + "竹" * 30000, "%" * 30000, "x" + "%" * 3000, "y" * 5000):
                long_text.write_text(text, encoding="utf-8")
                if self.progress.exists():
                    self.progress.unlink()
                self.run_script(shell, "job_progress 1 \"$(cat '%s')\"" % long_text, LANG=language)
                (line,) = self.progress.read_bytes().splitlines()
                self.assertTrue(3990 < len(line) <= 4096, len(line))
                self.assertRegex(line.decode("utf-8"), r"^progress 1::x?(竹+|(%25)+|y+)$")
            long_text.write_text("x" * 1500 + "竹", encoding="utf-8")
            self.run_script(shell, "job_progress 1 \"$(cat '%s')\"" % long_text, LANG=language)
            self.assertTrue(self.lines()[-1].endswith("x竹"), "cut although it had room")

    def test_no_ops_by_hand_and_falls_back_to_standard_output(self):
        for shell, _ in self.each_shell():
            source = "job_progress 42 m; job_progress_of 1 2 m"
            self.assertEqual(self.run_script(shell, source, BATCH_JOB_ID=None), [])
            self.assertEqual(self.lines(), [])
            for path in (None, str(self.folder), "/dev/full"):
                output = self.run_script(shell, source, BATCH_JOB_PROGRESS=path)
                self.assertEqual(output, ["::progress 42::m", "::progress 1/2::m"], path)


if __name__ == "__main__":
    unittest.main()
