import HTTPTypes
import Testing
import YobanCore
import YobanOperations
import YobanTestKit

@testable import YobanHTTP

@Suite("Jobs over HTTP") struct JobTests {
    @Test("a job is queued with what was said, and is found at its Location")
    func enqueue() async throws {
        let scene = Scene()
        try await scene.test { client in
            let reply = try await client.post(
                "/api/v1/jobs",
                #"""
                {"job_key": "profit-management", "parameters": {"month": 7}, "priority": 9, "max_retries": 2, "timeout_seconds": 60,
                 "run_after": "2026-01-01T10:00:00+09:00", "unique_key": "night"}
                """#)
            #expect(reply.status == 201 && reply.headers[.location] == "/api/v1/jobs/1")
            #expect(reply.text == #"{"id":1,"job_key":"profit-management","created":true}"#)
            let job = try #require(try await scene.store.job(JobID(1)))
            #expect(job.parameters == ["month": "7"] && job.priority == 9 && job.maxRetries == 2 && job.timeoutSeconds == 60)
            #expect(job.runAfter == .at(3600) && job.uniqueKey == "night" && job.submittedBy == "token:deploy")
            let shown = try await client.get("/api/v1/jobs/1")
            #expect(shown.status == 200 && shown.text == JSON(job).text && shown["run_after"] == "2026-01-01T01:00:00Z")
            let again = try await client.post("/api/v1/jobs", #"{"job_key": "profit-management", "unique_key": "night"}"#)
            #expect(again.status == 200 && again["created"] == false && again["id"] == 1)
        }
    }

    @Test("a trace is kept with the job; what is none is passed over")
    func trace() async throws {
        let scene = Scene()
        try await scene.test { client in
            let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            for (number, sent) in [(1, trace), (2, "00-zz-00f067aa0ba902b7-01"), (3, trace.uppercased())] {
                let reply = try await client.post(
                    "/api/v1/jobs", #"{"job_key": "profit-management"}"#, headers: ["traceparent": sent])
                #expect(reply.status == 201)
                let job = try await client.get("/api/v1/jobs/\(number)")
                #expect(job["traceparent"] == (number == 1 ? .string(trace) : .null))
            }
        }
    }

    @Test("everything that is wrong with a body is said at once, with pointers")
    func pointers() async throws {
        let scene = Scene()
        try await scene.test { client in
            let reply = try await client.post(
                "/api/v1/jobs",
                #"{"parameters": {"month": []}, "priority": "high", "max_retries": 1.5, "run_after": "soon", "unique_key": "", "a/b~": 1}"#)
            #expect(reply.status == 422 && reply.code == "invalid_fields")
            guard case .array(let errors)? = reply["errors"] else { throw Missing() }
            #expect(
                Set(errors.map { $0["pointer"]?.text }) == [
                    "\"/job_key\"", "\"/parameters/month\"", "\"/priority\"", "\"/max_retries\"", "\"/run_after\"", "\"/unique_key\"",
                    "\"/a~1b~0\"",
                ])
            let parameters = try await client.post(
                "/api/v1/jobs", #"{"job_key": "profit-management", "parameters": {"month": "13", "x": "1"}}"#)
            #expect(parameters.status == 422 && parameters.code == "invalid_parameters")
            #expect(parameters["errors", "0", "pointer"] == "/parameters/x" && parameters["errors", "1", "pointer"] == "/parameters/month")
            for body in ["[]", "1", "null"] { #expect(try await client.post("/api/v1/jobs", body).status == 422) }
            #expect(try await scene.store.newestJob() == nil)
        }
    }

    private struct Missing: Error {}

    @Test("lists are pages that lead to one another and end")
    func pages() async throws {
        let scene = Scene()
        for _ in 1...5 { try await scene.job() }
        try await scene.job("contact-sales-badge")
        try await scene.test { client in
            var path: String? = "/api/v1/jobs?key=profit-*&limit=2"
            var seen: [JSON?] = []
            while let next = path {
                let page = try await client.get(next)
                #expect(page.status == 200)
                seen += [page["0", "id"], page["1", "id"]]
                let link = page.headers[name: "Link"]?.wholeMatch(of: /<(\/api\/v1\/jobs\?key=profit-\*&limit=2&cursor=\d+)>; rel="next"/)
                #expect((link == nil) == (page.headers[name: "Link"] == nil))
                path = link.map { String($0.1) }
            }
            #expect(seen == [5, 4, 3, 2, 1, nil])
        }
    }

    @Test("lists are filtered by several states, key and time; what is no filter is refused")
    func filters() async throws {
        let scene = Scene()
        try await scene.job()
        let stopped = try await scene.job()
        _ = try await scene.store.requestStop(stopped, now: .at(1))
        try await scene.test { client in
            #expect(try await client.get("/api/v1/jobs?status=stopped")["0", "id"] == 2)
            let several = try await client.get("/api/v1/jobs?status=stopped,failed&status=pending")
            #expect(several["0", "id"] == 2 && several["1", "id"] == 1)
            #expect(try await client.get("/api/v1/jobs?since=2026-01-01T00:00:01Z").text == "[]")
            #expect(try await client.get("/api/v1/jobs?key=contact*").text == "[]")
            let named = try await client.get("/api/v1/jobs?id=1,9&id=2")
            #expect(named["0", "id"] == 2 && named["1", "id"] == 1 && named["2"] == nil)
            #expect(try await client.get("/api/v1/jobs?id=9").text == "[]")
            for ids in ["0", "-1", "1,", "a", "", Array(repeating: "1", count: 201).joined(separator: ",")] {
                #expect(try await client.get("/api/v1/jobs?id=\(ids)").status == 422, "\(ids)")
            }
            let wrong = try await client.get("/api/v1/jobs?status=done&limit=201&cursor=x&since=1&page=2")
            #expect(wrong.status == 422)
            guard case .array(let errors)? = wrong["errors"] else { throw Missing() }
            #expect(errors.compactMap { $0["parameter"] } == ["status", "since", "cursor", "limit", "page"])
        }
    }

    @Test("who sees some jobs only is told of no other")
    func keys() async throws {
        let scene = Scene()
        try await scene.job()
        try await scene.job("contact-sales-badge")
        let badge = try await scene.token(Role.operator.scopes, name: "badge", keys: ["contact-*"])
        try await scene.test { client in
            let list = try await client.with(badge).get("/api/v1/jobs")
            #expect(list["0", "id"] == 2 && list["1"] == .none)
            #expect(try await client.with(badge).get("/api/v1/jobs/1").status == 404)
            #expect(try await client.with(badge).get("/api/v1/jobs/1/attempts").status == 404)
            #expect(try await client.with(badge).post("/api/v1/jobs/1/stop").status == 404)
            #expect(try await client.with(badge).post("/api/v1/jobs", #"{"job_key": "profit-management"}"#).status == 404)
            #expect(try await client.with(badge).get("/api/v1/definitions")["1"] == .none)
            #expect(try await client.with(badge).get("/api/v1/definitions/profit-management").status == 404)
        }
    }

    @Test("a state that the sender has already is not sent again")
    func entityTags() async throws {
        let scene = Scene()
        let id = try await scene.job()
        try await scene.test { client in
            let tag = try #require(try await client.get("/api/v1/jobs/\(id)").headers[name: "ETag"])
            let same = try await client.get("/api/v1/jobs/\(id)", headers: ["If-None-Match": "\"x\", W/\(tag)"])
            #expect(same.status == 304 && same.text.isEmpty && same.headers[name: "ETag"] == tag)
            _ = try await scene.store.requestStop(id, now: .at(1))
            let new = try await client.get("/api/v1/jobs/\(id)", headers: ["If-None-Match": tag])
            #expect(new.status == 200 && new.headers[name: "ETag"] != tag)
            // Acting on a state that is no longer true is refused.
            #expect(try await client.post("/api/v1/jobs/\(id)/retry", headers: ["If-Match": tag]).status == 412)
            #expect(try await scene.store.job(id)?.status == .stopped)
            let now = try #require(new.headers[name: "ETag"])
            #expect(try await client.post("/api/v1/jobs/\(id)/retry", headers: ["If-Match": now]).status == 200)
            #expect(try await scene.store.job(id)?.status == .pending)
        }
    }

    @Test("waiting ends as soon as the job has finished", .timeLimit(.minutes(10)))
    func wait() async throws {
        let scene = Scene()
        let id = try await scene.job()
        try await scene.test { client in
            let start = ContinuousClock.now
            async let waited = client.get("/api/v1/jobs/\(id)?wait=60")
            _ = try await scene.store.requestStop(id, now: .at(1))
            #expect(try await waited["status"] == "stopped")
            #expect(ContinuousClock.now - start < .seconds(10))
        }
    }

    @Test("waiting ends when the time is over, or the server wants to end", .timeLimit(.minutes(10)))
    func waitInVain() async throws {
        let scene = Scene()
        let id = try await scene.job()
        try await scene.test { client async throws in
            let start = ContinuousClock.now
            #expect(try await client.get("/api/v1/jobs/\(id)?wait=1")["status"] == "pending")
            #expect(ContinuousClock.now - start > .milliseconds(900))
            #expect(try await client.get("/api/v1/jobs/\(id)?wait=61").status == 422)
            scene.stopping.begin()
            #expect(try await client.get("/api/v1/jobs/\(id)?wait=60")["status"] == "pending")
            #expect(ContinuousClock.now - start < .seconds(20))
        }
    }

    @Test("attempts, definitions, queues and workers are shown")
    func others() async throws {
        let scene = Scene()
        let id = try await scene.job()
        let worker = WorkerRecord(
            id: WorkerID("batch01-1"), host: "batch01", pid: 1, slots: 2, bootID: "b", doorbell: "", version: "1", seenAt: .at(0))
        _ = try await scene.store.register(worker)
        _ = try await scene.store.claim([ClaimToken("t")], queues: ["default"], by: worker.id, on: "batch01", now: .at(1))
        try await scene.job()
        try await scene.test { client in
            let attempts = try await client.get("/api/v1/jobs/\(id)/attempts")
            #expect(attempts["0", "number"] == 1 && attempts["0", "state"] == "claimed")
            #expect(attempts["0", "claimed_at"] == "2026-01-01T00:00:01Z")
            let definition = try await client.get("/api/v1/definitions/profit-management")
            #expect(definition["parameters", "0", "max"] == 12 && definition["last_completed_at"] == .null)
            #expect(try await client.get("/api/v1/definitions")["1", "key"] == "contact-sales-badge")
            let queues = try await client.get("/api/v1/queues")
            #expect(
                queues.text
                    == #"[{"queue":"default","ready":1,"held":0,"running":1,"oldest_ready_at":"2026-01-01T00:00:00Z","paused":null}]"#)
            let workers = try await client.get("/api/v1/workers")
            #expect(workers["0", "state"] == "live" && workers["0", "running", "0"] == .int(id.value))
            #expect(try await client.post("/api/v1/workers/batch01-1/drain")["draining"] == true)
            #expect(try await client.get("/api/v1/workers")["0", "state"] == "draining")
            #expect(try await client.post("/api/v1/workers/batch01/resume")["draining"] == false)
            #expect(try await client.post("/api/v1/workers/batch02/drain").code == "unknown_worker")
        }
    }

    @Test("stop, retry and rerun say what they did")
    func control() async throws {
        let scene = Scene()
        let id = try await scene.job()
        try await scene.test { client in
            #expect(try await client.post("/api/v1/jobs/\(id)/retry").code == "not_finished")
            #expect(try await client.post("/api/v1/jobs/\(id)/stop").text == #"{"id":1,"result":"stopped_before_start"}"#)
            #expect(try await client.post("/api/v1/jobs/\(id)/stop")["result"] == "already_finished")
            let rerun = try await client.post("/api/v1/jobs/\(id)/rerun")
            #expect(rerun.status == 201 && rerun.headers[.location] == "/api/v1/jobs/2" && rerun.text == #"{"id":2,"rerun_of":1}"#)
            #expect(try await client.post("/api/v1/jobs/\(id)/retry")["result"] == "queued")
            _ = try await scene.store.claim([ClaimToken("t")], queues: ["default"], by: WorkerID("w"), on: "h", now: .at(1))
            let stop = try await client.post("/api/v1/jobs/\(id)/stop")
            #expect(stop.status == 202 && stop["result"] == "stop_requested")
            for verb in ["stop", "retry", "rerun"] { #expect(try await client.post("/api/v1/jobs/99/\(verb)").code == "unknown_job") }
        }
    }
}
