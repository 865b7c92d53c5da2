#!/usr/bin/env python3
"""A local stand-in for HubSpot's batch update of contacts, so that the sample needs no account.

    tools/hubspot_stand_in.py [--url-file FILE] [--token-file FILE]

It listens on a free port of 127.0.0.1, writes its address to the URL file, and wants the token
file's content as the bearer token; a missing token file is made with a new token. The very first
good request is answered with 503, as HubSpot does on a bad night, so that a retry can be seen.

    POST /crm/v3/objects/contacts/batch/update    up to 100 contacts; 200, 207, 400, 401 or 503
    GET  /stand-in/badges                         {"badges": {id: badge}, "batches": n, "refused": n}

It ends on SIGTERM, or with the process that started it.
"""

import argparse
import json
import os
import secrets
import signal
import sys
import threading
import uuid
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

UPDATE = "/crm/v3/objects/contacts/batch/update"
BADGES = "/stand-in/badges"
BATCH_LIMIT = 100
BODY_LIMIT = 1 << 20
VAR = Path(__file__).resolve().parents[1] / "var"


class StandIn(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, token):
        super().__init__(("127.0.0.1", 0), Handler)
        self.token = token
        self.lock = threading.Lock()
        self.badges = {}
        self.batches = 0
        self.refused = 0
        self._parent = os.getppid()

    @property
    def url(self):
        return "http://127.0.0.1:%d" % self.server_port

    def service_actions(self):
        """Called about twice a second by serve_forever."""
        if os.getppid() != self._parent:
            raise SystemExit(0)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_POST(self):
        size = self.headers.get("Content-Length", "")
        if not size.isdecimal() or int(size) > BODY_LIMIT:
            self.close_connection = True  # the body stays unread
            return self.refuse(413 if size.isdecimal() else 411, "VALIDATION_ERROR", "Content-Length")
        body = self.rfile.read(int(size))
        if not self.authorized():
            return self.refuse(401, "INVALID_AUTHENTICATION", "Authentication credentials not found")
        if self.path != UPDATE:
            return self.refuse(404, "OBJECT_NOT_FOUND", "no such path")
        try:
            badges = read_inputs(body)
        except (ValueError, KeyError, TypeError, AttributeError):
            return self.refuse(400, "VALIDATION_ERROR", "inputs: [{id, properties: {sales_badge}}]")
        if len(badges) > BATCH_LIMIT:
            return self.refuse(400, "VALIDATION_ERROR", "at most %d inputs" % BATCH_LIMIT)
        with self.server.lock:
            first = self.server.refused == 0
            if first:
                self.server.refused = 1
            else:
                known = {key: badge for key, badge in badges.items() if key.isdecimal()}
                self.server.badges.update(known)
                self.server.batches += 1
        if first:
            return self.refuse(503, "SERVICE_UNAVAILABLE", "Service Unavailable")
        self.accept(badges, known)

    def do_GET(self):
        if not self.authorized():
            return self.refuse(401, "INVALID_AUTHENTICATION", "Authentication credentials not found")
        if self.path != BADGES:
            return self.refuse(404, "OBJECT_NOT_FOUND", "no such path")
        with self.server.lock:
            state = {"badges": dict(self.server.badges), "batches": self.server.batches,
                     "refused": self.server.refused}
        self.answer(200, state)

    def authorized(self):
        given = self.headers.get("Authorization", "").encode("utf-8", "replace")
        return secrets.compare_digest(given, ("Bearer " + self.server.token).encode("utf-8"))

    def accept(self, badges, known):
        now = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        answer = {
            "status": "COMPLETE",
            "startedAt": now,
            "completedAt": now,
            "results": [
                {"id": key, "properties": {"sales_badge": badge}, "updatedAt": now, "archived": False}
                for key, badge in known.items()
            ],
        }
        unknown = [key for key in badges if key not in known]
        if unknown:
            answer["numErrors"] = 1
            answer["errors"] = [{"status": "error", "category": "OBJECT_NOT_FOUND",
                                 "message": "Could not get some CONTACT objects",
                                 "context": {"ids": unknown}}]
        self.answer(207 if unknown else 200, answer)

    def refuse(self, code, category, message):
        self.answer(code, {"status": "error", "category": category, "message": message,
                           "correlationId": str(uuid.uuid4())})

    def answer(self, code, value):
        body = json.dumps(value, ensure_ascii=False).encode("utf-8")
        self.send_response(code)
        self.send_header("Content-Type", "application/json;charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def read_inputs(body):
    return {
        str(item["id"]): str(item["properties"]["sales_badge"])
        for item in json.loads(body.decode("utf-8"))["inputs"]
    }


def write_whole(path, text):
    """Readers see the file complete or not at all, and only this user sees it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name("%s.%d" % (path.name, os.getpid()))
    descriptor = os.open(str(part), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write(text + "\n")
    part.replace(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--url-file", type=Path, default=VAR / "hubspot.url")
    parser.add_argument("--token-file", type=Path, default=VAR / "hubspot.token")
    options = parser.parse_args()

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        if not options.token_file.exists():
            write_whole(options.token_file, secrets.token_urlsafe(24))
        with StandIn(options.token_file.read_text(encoding="utf-8").strip()) as server:
            try:
                write_whole(options.url_file, server.url)
                print("listening on %s" % server.url, flush=True)
                server.serve_forever()
            finally:
                options.url_file.unlink(missing_ok=True)
    except OSError as error:
        sys.exit("hubspot_stand_in: %s" % error)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
