#!/usr/bin/env python3
"""HubSpotコンタクトセールスバッジ更新: tell HubSpot what to do about each contact next.

Only badges that differ from what HubSpot last acknowledged are sent, a hundred at a time, and
each acknowledged hundred is noted at once: a run that failed half way goes on from there.
It scores the contacts itself, so it need not run after the scoring job.
"""

import http.client
import json
import urllib.error
import urllib.request
from datetime import datetime, timezone

from batch_job import update_job_progress
from batch_run import BatchError, each, place, run
from mirai_base import open_database, transaction
from scoring import reference_day, score_all

BATCH = 100  # HubSpot's own limit for this call
CALL = "/crm/v3/objects/contacts/batch/update"
TIMEOUT_SECONDS = 8  # less than the 10 s a stopped job has to finish its record
DORMANT_DAYS = 90


def main(logger):
    db = open_database(logger, "contacts", "phase_history", "activities")
    day = reference_day(db)
    hubspot = HubSpot(read_setting("HUBSPOT_URL_FILE", "var/hubspot.url"),
                      read_setting("HUBSPOT_TOKEN_FILE", "var/hubspot.token"))
    changes = changed_badges(db, day)
    batches = [changes[n:n + BATCH] for n in range(0, len(changes), BATCH)]
    logger.info("更新対象: %d 件 (%d 回に分けて送信)", len(changes), len(batches))
    update_job_progress("更新対象: %d 件" % len(changes))

    refused = 0
    for batch in each(batches, lambda batch: "%s ほか %d 件" % (batch[0][2], len(batch) - 1)):
        accepted = hubspot.update({hubspot_id: badge for _, hubspot_id, _, badge in batch})
        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        with transaction(db):
            db.executemany(
                "INSERT INTO contact_sales_badges VALUES (?, ?, ?) ON CONFLICT (contact_id)"
                " DO UPDATE SET sent_badge = excluded.sent_badge, sent_at = excluded.sent_at",
                [(contact_id, badge, now)
                 for contact_id, hubspot_id, _, badge in batch if hubspot_id in accepted])
        for contact_id, hubspot_id, name, _ in batch:
            if hubspot_id not in accepted:
                refused += 1
                logger.warning("HubSpot が更新を受け付けませんでした: %s (コンタクト %d)", name, contact_id)
    if refused:
        raise BatchError("%d 件を更新できませんでした。ログを確認してください" % refused)
    logger.info("更新しました: %d 件", len(changes))


def changed_badges(db, day):
    """[(contact_id, hubspot_id, name, badge)] for those HubSpot doesn't have yet."""
    scores = score_all(db, day)
    sent = dict(db.execute("SELECT contact_id, sent_badge FROM contact_sales_badges"))
    changes = []
    for contact_id, hubspot_id, name in db.execute(
            "SELECT contact_id, hubspot_id, name FROM contacts ORDER BY contact_id"):
        badge = badge_for(*scores[contact_id], day)
        if sent.get(contact_id) != badge:
            changes.append((contact_id, str(hubspot_id), name, badge))
    return changes


def badge_for(phase, score, day):
    if phase == "決済":
        return "成約"
    if phase == "見送り":
        return "対象外"
    if score.rank in ("A", "B"):
        return "至急連絡" if phase in (None, "新規", "接触") else "商談優先"
    if score.last_activity_on is None or (day - score.last_activity_on).days > DORMANT_DAYS:
        return "掘り起こし"
    return "フォロー"


def read_setting(variable, default):
    path = place(variable, default)
    try:
        text = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BatchError("%s を読めません (%s)。HubSpot の代役を起動してください: "
                         "tools/hubspot_stand_in.py" % (path, error.strerror)) from error
    if not text:
        raise BatchError("%s が空です" % path)
    return text


class HubSpot:
    def __init__(self, url, token):
        self._url = url + CALL
        self._token = token
        # It is on this machine: a proxy from the environment could not reach it.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def update(self, badges):
        """Send {hubspot_id: badge}; return the ids HubSpot updated."""
        inputs = [{"id": key, "properties": {"sales_badge": badge}} for key, badge in badges.items()]
        request = urllib.request.Request(
            self._url, json.dumps({"inputs": inputs}).encode("utf-8"), method="POST",
            headers={"Authorization": "Bearer " + self._token, "Content-Type": "application/json"})
        try:
            with self._opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
                return {result["id"] for result in json.load(answer)["results"]}
        except urllib.error.HTTPError as error:
            with error:
                raise BatchError(explain(error)) from None
        except (OSError, http.client.HTTPException) as error:
            raise BatchError("HubSpot に接続できません: %s (%s)"
                             % (self._url, getattr(error, "reason", error))) from error
        except (ValueError, KeyError, TypeError) as error:
            raise BatchError("HubSpot の応答を解釈できません: %s" % self._url) from error


def explain(error):
    if error.code == 503:
        return "HubSpot が一時的に利用できません (HTTP 503)。送信済みの分は記録済みで、再実行すると続きから送信します"
    if error.code == 401:
        return "HubSpot の認証に失敗しました (HTTP 401)。HUBSPOT_TOKEN_FILE を確認してください"
    return "HubSpot がエラーを返しました: HTTP %d %s" % (error.code, error.reason)


if __name__ == "__main__":
    run("contact_sales_badge", "HubSpotコンタクトセールスバッジ更新", main)
