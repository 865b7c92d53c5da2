"""The six scripts, run by hand as processes, checked against computations of their own.

    python3 -m unittest discover -s Examples/nightly/tests
"""

import csv
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request
from collections import Counter, defaultdict
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

NIGHTLY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(NIGHTLY / "scripts"))

import phases  # noqa: E402
import scoring  # noqa: E402
from sync_profit_management import apportion, days_by_month  # noqa: E402
from sync_purchase_achievements import fiscal_year, months_between  # noqa: E402

LIMIT_SECONDS = 60
LOGS = {
    "sync_contact_phase_summary.py": "contact_phase_summary.log",
    "sync_contact_scoring_summary.py": "contact_scoring_summary.log",
    "sync_contact_phase_summary_monthly.py": "contact_phase_summary_monthly.log",
    "sync_profit_management.py": "profit_management_sync.log",
    "sync_purchase_achievements.py": "purchase_achievements_sync.log",
    "update_contact_sales_badge.py": "contact_sales_badge.log",
}
LOG_LINE = r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} - \w+ - (INFO|WARNING|ERROR) - \S"


def table(name, folder=NIGHTLY / "data"):
    with open(str(folder / (name + ".csv")), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def gross_profits():
    """{deal_id: yen} of the settled sales, straight from the files."""
    paid = {row["property_id"]: int(row["price"]) for row in table("purchases")}
    return {
        int(row["deal_id"]): int(row["price"]) - paid[row["property_id"]]
        - int(row["brokerage_fee"]) - int(row["repair_cost"]) - int(row["other_cost"])
        for row in table("deals") if row["status"] == "決済済"
    }


class ScriptCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.database = self.folder / "new" / "mirai_base.db"
        self.logs = self.folder / "logs"
        self.url_file = self.folder / "hubspot.url"
        self.token_file = self.folder / "hubspot.token"

    def environment(self, **changes):
        environment = {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",
            "MIRAI_BASE_DB": str(self.database),
            "MIRAI_LOG_DIR": str(self.logs),
            "HUBSPOT_URL_FILE": str(self.url_file),
            "HUBSPOT_TOKEN_FILE": str(self.token_file),
        }
        environment.update(changes)
        return environment

    def start(self, script, **environment):
        process = subprocess.Popen(
            [sys.executable, "-u", str(NIGHTLY / "scripts" / script)],
            env=self.environment(**environment), cwd=str(self.folder),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            encoding="utf-8")
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def run_script(self, script, **environment):
        process = self.start(script, **environment)
        out, err = process.communicate(timeout=LIMIT_SECONDS)
        return process.returncode, out, err

    def succeed(self, script, **environment):
        code, out, err = self.run_script(script, **environment)
        self.assertEqual((code, err), (0, ""), out)
        return out

    def read_until(self, process, moment):
        for line in process.stdout:
            if re.search(moment, line):
                return
        self.fail("it ended without " + moment)

    def start_stand_in(self):
        process = subprocess.Popen(
            [sys.executable, str(NIGHTLY / "tools" / "hubspot_stand_in.py"),
             "--url-file", str(self.url_file), "--token-file", str(self.token_file)],
            env=self.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        self.assertTrue(process.stdout.readline().startswith(b"listening on http://127.0.0.1:"))
        return process

    def select(self, query, *values):
        db = sqlite3.connect(str(self.database))
        try:
            return db.execute(query, values).fetchall()
        finally:
            db.close()

    def everything(self):
        """Every aggregate, for comparing two databases."""
        names = ["profit_allocations", "purchase_achievements", "contact_phase_summary",
                 "contact_phase_moves", "contact_scores"]
        return {name: sorted(self.select("SELECT * FROM " + name), key=str) for name in names}

    def wait_until(self, fact):
        limit = time.monotonic() + LIMIT_SECONDS
        while not fact():
            self.assertLess(time.monotonic(), limit, "it never happened")
            time.sleep(0.01)


class ByHand(ScriptCase):
    def test_each_script_writes_its_own_log_in_the_seeds_format_and_reports_nothing(self):
        self.start_stand_in()
        self.run_script("update_contact_sales_badge.py")  # the one refusal
        for script, log in LOGS.items():
            out = self.succeed(script)
            self.assertNotIn("::", out)
            lines = (self.logs / log).read_text(encoding="utf-8").splitlines()
            for line in lines + out.splitlines():
                self.assertRegex(line, LOG_LINE)
            self.assertIn("完了しました", lines[-1])
        self.assertEqual(sorted(path.name for path in self.logs.iterdir()), sorted(LOGS.values()))

    def test_gross_profit_is_shared_out_to_the_yen(self):
        out = self.succeed("sync_profit_management.py")
        profits = gross_profits()
        self.assertEqual(len(profits), 285)
        self.assertIn("対象物件: 285 件", out)
        self.assertTrue(min(profits.values()) < 0, "the data has sales at a loss")
        self.assertEqual(
            dict(self.select("SELECT deal_id, sum(amount) FROM profit_allocations GROUP BY 1")), profits)
        self.assertEqual(
            self.select("SELECT sum(amount) FROM profit_by_month"), [(sum(profits.values()),)])

        weights = defaultdict(lambda: defaultdict(int))
        for row in table("deal_members"):
            weights[int(row["deal_id"])][int(row["staff_id"])] += int(row["weight"])
        unowned = [deal for deal in profits if deal not in weights]
        self.assertEqual(len(unowned), 3)
        self.assertEqual(out.count("WARNING - 担当者なし"), 3)
        for deal in unowned:
            weights[deal][0] = 1
        got = dict(((deal, person), amount) for deal, person, amount in self.select(
            "SELECT deal_id, staff_id, sum(amount) FROM profit_allocations GROUP BY 1, 2"))
        self.assertEqual(set(got), {(deal, person) for deal in profits for person in weights[deal]})
        for (deal, person), amount in got.items():
            exact = Fraction(profits[deal] * weights[deal][person], sum(weights[deal].values()))
            self.assertLess(abs(amount - exact), 1)

        spans = {int(row["deal_id"]): (row["contracted_on"][:7], row["settled_on"][:7])
                 for row in table("deals") if row["status"] == "決済済"}
        for deal, first, last in self.select(
                "SELECT deal_id, min(month), max(month) FROM profit_allocations GROUP BY 1"):
            self.assertEqual((first, last), spans[deal])

    def test_purchases_per_month_and_person(self):
        self.succeed("sync_purchase_achievements.py")
        count, amount = Counter(), Counter()
        for row in table("purchases"):
            if row["status"] == "決済済":
                key = (row["settled_on"][:7], int(row["staff_id"]))
                count[key] += 1
                amount[key] += int(row["price"])
        rows = self.select("SELECT month, staff_id, purchases, amount, target FROM purchase_achievements")
        targets = {int(row["staff_id"]): int(row["monthly_target"]) for row in table("staff")}
        months = {month for month, _ in count}
        self.assertEqual(len(rows), len(targets) * len(months))
        for month, person, purchases, yen, target in rows:
            key = (month, person)
            self.assertEqual((purchases, yen, target), (count[key], amount[key], targets[person]))
        self.assertEqual(
            self.select("SELECT sum(purchases), sum(amount) FROM purchase_achievements_by_year"),
            [(sum(count.values()), sum(amount.values()))])

    def test_phases_by_week_and_month_agree_with_each_contacts_own_history(self):
        self.succeed("sync_contact_phase_summary.py")
        self.succeed("sync_contact_phase_summary_monthly.py")
        histories = defaultdict(list)
        for row in table("phase_history"):
            histories[row["contact_id"]].append((row["entered_at"], row["phase"]))
        steps = [
            (before[1] if before else "(新規登録)", phase, at[:10])
            for history in map(sorted, histories.values())
            for before, (at, phase) in zip([None] + history, history)
        ]
        for kind, start_of in (("week", self.monday), ("month", lambda day: day[:7] + "-01")):
            moves = Counter((start_of(day), origin, goal) for origin, goal, day in steps)
            stored = {row[:3]: row[3] for row in self.select(
                "SELECT starts_on, from_phase, to_phase, contacts FROM contact_phase_moves"
                " WHERE period = ?", kind)}
            self.assertEqual(stored, dict(moves))
            starts = sorted({start for start, _, _ in moves})
            ends = starts[1:] + ["9999"]
            for start, end in zip(starts, ends):
                there = Counter(
                    max(step for step in history if step[0] < end)[1]
                    for history in histories.values() if min(history)[0] < end)
                rows = self.select(
                    "SELECT phase, entered, departed, remaining FROM contact_phase_summary"
                    " WHERE period = ? AND starts_on = ?", kind, start)
                self.assertEqual(len(rows), 7)
                for phase, entered, departed, remaining in rows:
                    self.assertEqual(remaining, there[phase], (start, phase))
                    self.assertEqual(
                        entered, sum(n for (s, _, goal), n in moves.items() if (s, goal) == (start, phase)))
                    self.assertEqual(
                        departed, sum(n for (s, origin, _), n in moves.items() if (s, origin) == (start, phase)))
        stayed = sum((date.fromisoformat(max(h)[0][:10]) - date.fromisoformat(min(h)[0][:10])).days
                     for h in histories.values())
        self.assertEqual(
            self.select("SELECT sum(days_stayed) FROM contact_phase_summary GROUP BY period"),
            [(stayed,), (stayed,)])

    @staticmethod
    def monday(day):
        parsed = date.fromisoformat(day)
        return (parsed - timedelta(days=parsed.isoweekday() - 1)).isoformat()

    def test_scores_of_all_contacts(self):
        self.succeed("sync_contact_scoring_summary.py", MIRAI_AS_OF="2025-12-31")
        rows = self.select("SELECT contact_id, scored_for, score, rank, activities, last_activity_on"
                           " FROM contact_scores")
        self.assertEqual(len(rows), len(table("contacts")))
        seen = defaultdict(list)
        for row in table("activities"):
            if row["occurred_on"] <= "2025-12-31":
                seen[int(row["contact_id"])].append(row["occurred_on"])
        for contact, day, score, rank, activities, last in rows:
            self.assertEqual((day, activities), ("2025-12-31", len(seen[contact])))
            self.assertEqual(last, max(seen[contact], default=None))
            self.assertEqual(rank, "A" if score >= 60 else "B" if score >= 35 else "C" if score >= 15 else "D")
        self.assertEqual(self.select("SELECT sum(contacts) FROM contact_scoring_summary"), [(1200,)])

    def test_running_again_changes_nothing_and_follows_the_files(self):
        data = self.folder / "data"
        data.mkdir()
        for path in (NIGHTLY / "data").iterdir():
            (data / path.name).write_bytes(path.read_bytes())
        scripts = [script for script in LOGS if script != "update_contact_sales_badge.py"]
        for script in scripts:
            self.succeed(script, MIRAI_DATA_DIR=str(data))
        before = self.everything()
        for script in scripts:
            self.assertNotIn("取り込みました", self.succeed(script, MIRAI_DATA_DIR=str(data)))
        self.assertEqual(self.everything(), before)

        lines = (data / "deals.csv").read_text(encoding="utf-8").splitlines()
        gone = [line for line in lines if ",決済済," not in line]
        (data / "deals.csv").write_text("\n".join(gone) + "\n", encoding="utf-8")
        self.assertIn("対象物件: 0 件", self.succeed("sync_profit_management.py", MIRAI_DATA_DIR=str(data)))
        self.assertEqual(self.select("SELECT count(*) FROM profit_allocations"), [(0,)])

    def test_bad_files_are_told_with_their_line_and_change_nothing(self):
        data = self.folder / "data"
        data.mkdir()
        good = {path.name: path.read_bytes() for path in (NIGHTLY / "data").iterdir()}
        header, first = good["deals.csv"].split(b"\n")[:2]
        cases = [
            (b"", "列が違います"),
            (b"deal_id,price\n1,2\n", "列が違います"),
            (header + b"\n" + first + b"\n1,2,3\n", "3 行目"),
            (header + b"\n" + first.replace(b"2024-", b"2024/") + b"\n", "2 行目"),
            (header + b"\n" + first + b"\n" + first + b"\n", "矛盾"),
            (header + b"\n" + first.replace("決済済".encode(), "不明".encode()) + b"\n", "矛盾"),
            (header + b"\n\xff\xfe\n", "UTF-8"),
            (None, "読めません"),
        ]
        def everything():
            sources = [self.select("SELECT * FROM " + name) for name in ("deals", "source_files")]
            return self.everything(), sources

        self.succeed("sync_profit_management.py")
        before = everything()
        for content, told in cases:
            for name, original in good.items():
                (data / name).write_bytes(original)
            if content is None:
                (data / "deals.csv").unlink()
            else:
                (data / "deals.csv").write_bytes(content)
            code, _, err = self.run_script("sync_profit_management.py", MIRAI_DATA_DIR=str(data))
            self.assertEqual(code, 1)
            self.assertIn(told, err)
            self.assertNotIn("Traceback", err)
            self.assertEqual(everything(), before)

    def test_a_sale_of_an_unknown_property_is_told_and_shares_out_nothing(self):
        data = self.folder / "data"
        data.mkdir()
        for path in (NIGHTLY / "data").iterdir():
            (data / path.name).write_bytes(path.read_bytes())
        deals = (data / "deals.csv").read_text(encoding="utf-8")
        (data / "deals.csv").write_text(deals.replace("\n1,1,", "\n1,9999,"), encoding="utf-8")
        code, _, err = self.run_script("sync_profit_management.py", MIRAI_DATA_DIR=str(data))
        self.assertEqual(code, 1)
        self.assertIn("案件 1 の物件 9999", err)
        self.assertEqual(self.select("SELECT count(*) FROM profit_allocations"), [(0,)])

    def test_a_wrong_pace_is_refused(self):
        code, _, err = self.run_script("sync_profit_management.py", NIGHT_PACE="fast")
        self.assertEqual(code, 1)
        self.assertIn("NIGHT_PACE", err)


class Together(ScriptCase):
    def test_all_at_once_on_a_new_database(self):
        scripts = [script for script in LOGS if script != "update_contact_sales_badge.py"] * 2
        running = [self.start(script) for script in scripts]
        for process in running:
            out, err = process.communicate(timeout=LIMIT_SECONDS)
            self.assertEqual((process.returncode, err), (0, ""), out)
        together = self.everything()
        self.database = self.folder / "one by one.db"
        for script in scripts[:5]:
            self.succeed(script)
        self.assertEqual(self.everything(), together)

    def test_killed_anywhere_the_database_is_right_and_the_next_run_completes_it(self):
        self.succeed("sync_profit_management.py")
        undisturbed = self.everything()
        profits = gross_profits()
        moments = ["開始します", "deals.csv", "::progress 0/", "::progress [1-9]", "::progress [6-9][0-9]/"]
        for number, moment in enumerate(moments):
            self.database = self.folder / ("killed %d.db" % number)
            process = self.start("sync_profit_management.py", BATCH_JOB_ID="7", NIGHT_PACE="10")
            self.read_until(process, moment)
            process.kill()
            process.wait()
            self.assertEqual(process.returncode, -signal.SIGKILL, "it ended before it could be killed")
            self.succeed("sync_purchase_achievements.py")  # opens it, and needs what was imported
            self.assertEqual(self.select("PRAGMA integrity_check"), [("ok",)])
            for deal, amount in self.select(
                    "SELECT deal_id, sum(amount) FROM profit_allocations GROUP BY 1"):
                self.assertEqual(amount, profits[deal])
            self.succeed("sync_profit_management.py")
            self.assertEqual(self.everything()["profit_allocations"], undisturbed["profit_allocations"])

    def test_a_stop_request_finishes_the_record_and_leaves(self):
        process = self.start("sync_profit_management.py", BATCH_JOB_ID="7", NIGHT_PACE="5")
        self.read_until(process, "::progress [1-9]")
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=LIMIT_SECONDS)
        self.assertEqual((process.returncode, err), (143, ""))
        self.assertIn("停止要求を受けた", out)
        self.assertIn("停止要求を受けた", (self.logs / "profit_management_sync.log").read_text("utf-8"))
        profits = gross_profits()
        sums = dict(self.select("SELECT deal_id, sum(amount) FROM profit_allocations GROUP BY 1"))
        self.assertTrue(0 < len(sums) < len(profits))
        self.assertEqual(sums, {deal: profits[deal] for deal in sums})

    def test_progress_under_the_queue(self):
        progress = self.folder / "progress"
        self.succeed("sync_profit_management.py", BATCH_JOB_ID="7", BATCH_JOB_PROGRESS=str(progress))
        lines = progress.read_text(encoding="utf-8").splitlines()
        settled = {row["property_id"] for row in table("deals") if row["status"] == "決済済"}
        names = [row["name"] for row in table("properties") if row["property_id"] in settled]
        self.assertEqual(names[119], "第六竹石ビル")
        self.assertEqual(
            lines[:2] + lines[-1:],
            ["progress::対象物件: 285 件", "progress 0/285::" + names[0], "progress 285/285::" + names[-1]])


class Badge(ScriptCase):
    def ask(self, path, token, body=None):
        request = urllib.request.Request(
            self.url_file.read_text().strip() + path, data=body,
            headers={"Authorization": "Bearer " + token})
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as answer:
                return answer.status, json.loads(answer.read().decode("utf-8"))
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read().decode("utf-8"))

    def received(self):
        return self.ask("/stand-in/badges", self.token_file.read_text().strip())[1]

    def test_one_refusal_then_every_badge_arrives_once(self):
        self.start_stand_in()
        code, out, err = self.run_script("update_contact_sales_badge.py")
        self.assertEqual(code, 1)
        self.assertIn("HTTP 503", err)
        self.assertNotIn("Traceback", err)
        self.assertEqual(self.received(), {"badges": {}, "batches": 0, "refused": 1})

        self.succeed("update_contact_sales_badge.py")
        received = self.received()
        self.assertEqual((received["batches"], received["refused"]), (12, 1))
        self.assertEqual(set(received["badges"]), {row["hubspot_id"] for row in table("contacts")})
        sent = dict(self.select(
            "SELECT hubspot_id, sent_badge FROM contact_sales_badges JOIN contacts USING (contact_id)"))
        self.assertEqual({str(key): badge for key, badge in sent.items()}, received["badges"])

        last = {}
        for row in sorted(table("phase_history"), key=lambda row: row["entered_at"]):
            last[row["contact_id"]] = row["phase"]
        for row in table("contacts"):
            badge = received["badges"][row["hubspot_id"]]
            self.assertEqual(badge == "成約", last[row["contact_id"]] == "決済")
            self.assertEqual(badge == "対象外", last[row["contact_id"]] == "見送り")
        self.assertEqual(
            set(received["badges"].values()), {"成約", "対象外", "至急連絡", "商談優先", "掘り起こし", "フォロー"})

        self.assertIn("更新対象: 0 件", self.succeed("update_contact_sales_badge.py"))
        self.assertEqual(self.received()["batches"], 12)

    def test_a_run_that_failed_half_way_goes_on_from_there(self):
        stand_in = self.start_stand_in()
        self.run_script("update_contact_sales_badge.py")
        process = self.start("update_contact_sales_badge.py", BATCH_JOB_ID="7", NIGHT_PACE="250")
        self.read_until(process, "::progress [1-9]")
        stand_in.kill()
        _, err = process.communicate(timeout=LIMIT_SECONDS)
        self.assertEqual(process.returncode, 1)
        self.assertIn("HubSpot に接続できません", err)
        (noted,) = self.select("SELECT count(*) FROM contact_sales_badges")[0]
        self.assertTrue(0 < noted < 1200 and noted % 100 == 0, noted)
        self.start_stand_in()
        self.run_script("update_contact_sales_badge.py")
        self.succeed("update_contact_sales_badge.py")
        self.assertEqual(len(self.received()["badges"]), 1200 - noted)

    def test_what_the_stand_in_refuses(self):
        self.start_stand_in()
        token = self.token_file.read_text().strip()
        update = "/crm/v3/objects/contacts/batch/update"
        good = json.dumps({"inputs": [{"id": "1", "properties": {"sales_badge": "x"}},
                                      {"id": "no number", "properties": {"sales_badge": "x"}}]}).encode()
        many = json.dumps({"inputs": [{"id": str(n), "properties": {"sales_badge": "x"}}
                                      for n in range(101)]}).encode()
        self.assertEqual(self.ask(update, "wrong", good)[0], 401)
        self.assertEqual(self.ask("/stand-in/badges", "wrong")[0], 401)
        self.assertEqual(self.ask("/else", token, good)[0], 404)
        for body in (b"", b"{", b"[]", b'{"inputs": [1]}', b"\xff", many):
            self.assertEqual(self.ask(update, token, body)[0], 400)
        self.assertEqual(self.ask(update, token, good)[0], 503)
        code, answer = self.ask(update, token, good)
        self.assertEqual((code, [result["id"] for result in answer["results"]]), (207, ["1"]))
        self.assertEqual(self.received(), {"badges": {"1": "x"}, "batches": 1, "refused": 1})

    def test_wrong_token_and_missing_stand_in_are_told(self):
        code, _, err = self.run_script("update_contact_sales_badge.py")
        self.assertEqual(code, 1)
        self.assertIn("hubspot_stand_in.py", err)
        self.start_stand_in()
        other = self.folder / "other token"
        other.write_text("wrong")
        code, _, err = self.run_script("update_contact_sales_badge.py", HUBSPOT_TOKEN_FILE=str(other))
        self.assertEqual(code, 1)
        self.assertIn("HTTP 401", err)

    def test_the_stand_in_ends_on_sigterm_and_with_its_parent(self):
        stand_in = self.start_stand_in()
        self.assertEqual(self.token_file.stat().st_mode & 0o777, 0o600)
        stand_in.terminate()
        self.assertEqual(stand_in.wait(timeout=LIMIT_SECONDS), 0)
        self.assertFalse(self.url_file.exists())

        parent = subprocess.Popen(
            [sys.executable, "-c",
             "import subprocess, sys; p = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE,"
             " stderr=subprocess.DEVNULL); p.stdout.readline(); print('up', flush=True); input()",
             sys.executable, str(NIGHTLY / "tools" / "hubspot_stand_in.py"),
             "--url-file", str(self.url_file), "--token-file", str(self.token_file)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.addCleanup(parent.communicate)
        self.assertEqual(parent.stdout.readline(), b"up\n")
        self.assertTrue(self.url_file.exists())
        parent.kill()
        self.wait_until(lambda: not self.url_file.exists())


class Computations(unittest.TestCase):
    def test_apportion(self):
        for amount, weights, parts in [
            (100, {"a": 1, "b": 1, "c": 1}, {"a": 34, "b": 33, "c": 33}),
            (-100, {"a": 1, "b": 1, "c": 1}, {"a": -34, "b": -33, "c": -33}),
            (10, {"a": 5, "b": 3, "c": 2}, {"a": 5, "b": 3, "c": 2}),
            (101, {"a": 45, "b": 35, "c": 20}, {"a": 46, "b": 35, "c": 20}),
            (1, {"a": 1, "b": 2}, {"a": 0, "b": 1}),
            (0, {"a": 1, "b": 2}, {"a": 0, "b": 0}),
            (10**18 + 1, {"a": 1, "b": 1}, {"a": 5 * 10**17 + 1, "b": 5 * 10**17}),
        ]:
            self.assertEqual(apportion(amount, weights), parts)

    def test_days_by_month(self):
        self.assertEqual(days_by_month(date(2024, 1, 31), date(2024, 3, 1)),
                         {"2024-01": 1, "2024-02": 29, "2024-03": 1})
        self.assertEqual(days_by_month(date(2025, 5, 5), date(2025, 5, 5)), {"2025-05": 1})

    def test_months_and_fiscal_years(self):
        self.assertEqual(months_between("2025-11", "2026-02"), ["2025-11", "2025-12", "2026-01", "2026-02"])
        self.assertEqual([fiscal_year(month) for month in ("2025-03", "2025-04", "2026-03")], [2024, 2025, 2025])

    def test_phase_periods_without_a_move_are_there_too(self):
        history = [(1, date(2025, 12, 28), "新規"), (1, date(2026, 1, 12), "接触")]
        weeks = phases.summarise(history, phases.week_of)
        self.assertEqual([str(week.starts_on) for week in weeks],
                         ["2025-12-22", "2025-12-29", "2026-01-05", "2026-01-12"])
        self.assertEqual([week.remaining.get("新規", 0) for week in weeks], [1, 1, 1, 0])
        self.assertEqual(dict(weeks[3].days_stayed), {"新規": 15})
        self.assertEqual([str(month.starts_on) for month in phases.summarise(history, phases.month_of)],
                         ["2025-12-01", "2026-01-01"])
        self.assertEqual(phases.summarise([], phases.month_of), [])

    def test_scores(self):
        day = date(2026, 2, 28)

        def ago(days, kind):
            return (day - timedelta(days=days), kind)

        for phase, activities, points, rank in [
            (None, [], 0, "D"),
            ("新規", [ago(0, "査定依頼")], 24, "C"),
            ("新規", [ago(30, "査定依頼")], 24, "C"),
            ("新規", [ago(31, "査定依頼")], 12, "D"),
            ("新規", [ago(91, "査定依頼")], 6, "D"),
            ("新規", [ago(181, "査定依頼")], 0, "D"),
            ("新規", [ago(91, "サイト閲覧"), ago(91, "メール開封")], 1, "D"),
            ("条件交渉", [ago(1, "面談"), ago(2, "電話"), ago(40, "面談")], 52, "B"),
            ("買取契約", [ago(1, "面談")] * 3, 72, "A"),
            ("接触", [ago(1, "査定依頼")] * 9, 100, "A"),
            ("決済", [ago(1, "査定依頼")] * 9, 0, "D"),
            ("査定", [ago(-1, "査定依頼")], 12, "D"),
        ]:
            self.assertEqual(scoring.score(phase, activities, day)[:2], (points, rank), (phase, activities))


class Data(unittest.TestCase):
    def test_making_it_again_gives_the_same_bytes(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(
                [sys.executable, str(NIGHTLY / "tools" / "generate_data.py"), folder],
                check=True, stdout=subprocess.DEVNULL, timeout=LIMIT_SECONDS)
            made = {path.name: path.read_bytes() for path in Path(folder).iterdir()}
        kept = {path.name: path.read_bytes() for path in (NIGHTLY / "data").iterdir()}
        self.assertEqual(sorted(made), sorted(kept))
        for name in kept:
            self.assertTrue(made[name] == kept[name], name + " differs; run tools/generate_data.py")
        self.assertLess(sum(map(len, kept.values())), 1_000_000)


class Night(unittest.TestCase):
    def test_without_yoban_it_says_so_and_touches_nothing(self):
        for language, told in (("ja_JP.UTF-8", "yoban を実行できません"), ("C", "Cannot run yoban")):
            result = subprocess.run(
                [sys.executable, str(NIGHTLY / "night"), "--yoban", "/nonexistent/yoban"],
                env={"PATH": os.environ["PATH"], "LANG": language, "PYTHONIOENCODING": "utf-8"},
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=LIMIT_SECONDS)
            self.assertEqual((result.returncode, result.stdout), (1, b""))
            self.assertIn(told, result.stderr.decode("utf-8"))


if __name__ == "__main__":
    unittest.main()
