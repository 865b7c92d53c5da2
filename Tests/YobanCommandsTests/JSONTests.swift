import Foundation
import Testing

@Suite("--json is data: complete, parseable, the same in every language", .timeLimit(.minutes(20))) struct JSONTests {
    @Test("of a job and its attempts") func job() async throws {
        let catalogue =
            "time_zone: Asia/Tokyo\njobs:\n  bad: { name: 失敗, command: [sh, -c, 'exit 3'], parameters: { month: { type: text } } }\n"
        try await Scene.with(catalogue, worker: true) { scene in
            #expect(try await scene.yoban("enqueue", "bad", "--param", "month=2026-02", "--wait").status == 10)
            let check = """
                import json, re, subprocess, sys
                def ask(*a): return json.loads(subprocess.check_output(["yoban", *a, "--json"]))
                job = ask("show", "bad")
                for name in ["created_at", "started_at", "completed_at"]:
                    assert re.fullmatch(r"20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z", job[name]), job[name]
                assert job["status"] == "failed" and job["reason"] == "exit" and job["job_name"] == "失敗"
                assert job["parameters"] == {"month": "2026-02"} and job["run_after"] is None
                attempt, = job["attempts"]
                assert attempt["exit_code"] == 3 and attempt["signal"] is None and attempt["state"] == "ended"
                print(",".join(job)); print(",".join(attempt))
                listed, = ask("list"); del job["attempts"]; assert listed == job
                """
            let names = try await scene.run(["/usr/bin/python3", "-c", check])
            #expect(
                names.lines == [
                    "id,job_key,job_name,script_path,status,reason,hold,queue,concurrency_key,concurrency_limit,priority,created_at,started_at,completed_at,run_after,error_message,progress_percentage,progress_message,attempt_no,retry_count,max_retries,lost_count,stop_requested,timeout_seconds,parameters,unique_key,submitted_by,worker_id,traceparent,attempts",
                    "id,number,state,worker_id,host,claimed_at,started_at,ended_at,run_directory,reason,exit_code,signal,message,user_ms,system_ms,peak_memory_bytes,output_bytes,dropped_bytes,survivors,ended_by,processes_left",
                ], "\(names)")
            for arguments in [["show", "bad"], ["list"], ["check"]] {
                let english = try await scene.run([Scene.yoban] + arguments + ["--json", "--lang", "en"])
                let japanese = try await scene.run([Scene.yoban] + arguments + ["--json", "--lang", "ja"])
                #expect(english.out == japanese.out && english.err.isEmpty && japanese.err.isEmpty)
            }
        }
    }

    @Test("of enqueue, rerun and check") func others() async throws {
        try await Scene.with("jobs:\n  ok: { command: [sh, -c, 'true'] }\n") { scene in
            #expect(
                try await scene.yoban("enqueue", "ok", "ok", "--json", "--in", "1h").out
                    == "{\"id\":1,\"job_key\":\"ok\",\"created\":true}\n{\"id\":2,\"job_key\":\"ok\",\"created\":true}\n")
            #expect(
                try await scene.yoban("enqueue", "ok", "--unique-key", "x", "--json").out
                    == "{\"id\":3,\"job_key\":\"ok\",\"created\":true}\n")
            #expect(
                try await scene.yoban("enqueue", "ok", "--unique-key", "x", "--json").out
                    == "{\"id\":3,\"job_key\":\"ok\",\"created\":false}\n")
            let rerun = try await scene.yoban("rerun", "1", "--json")
            #expect(rerun.out.contains(/^\{"id":[4-9],"rerun_of":1\}\n$/), "\(rerun)")
            #expect(try await scene.json("check")["problems"] as? [String] == [])
            try scene.write("yoban.yaml", "jobs:\n  ok: { comand: [x] }\n")
            let ran = try await scene.yoban("check", "--json", "--lang", "ja")
            let answer = try JSONSerialization.jsonObject(with: Data(ran.out.utf8)) as? [String: [[String: Any]]]
            let problem = try #require(answer?["problems"]?.first)
            #expect(ran.status == 78 && problem["line"] as? Int == 2 && problem["severity"] as? String == "error")
            #expect(Set(problem.keys) == ["severity", "file", "line", "column", "message", "message_ja"])
        }
    }
}
