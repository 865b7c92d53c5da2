import YobanCore
import YobanOperations

/// What the answers are made of; the code that writes them is `YobanOperations/JSON`.
extension OpenAPIDocument {
    static var schemas: JSON {
        [
            "Problem": problem, "Job": job, "NewJob": newJob, "Attempt": attempt, "Definition": definition, "Parameter": parameter,
            "Schedule": Schema.answer(schedule + [("next_at", Schema.orNull(Schema.time))]), "PlannedTime": plannedTime,
            "Queue": queue, "Worker": worker, "Token": Schema.answer(token), "AuditEntry": auditEntry, "JobStatistics": jobStatistics,
            "Notice": notice,
        ]
    }

    private static var problem: JSON {
        Schema.answer(
            [
                "type": Schema.string, "title": Schema.string, "status": Schema.integer(400...599), "detail": Schema.string,
                "code": Schema.string, "request_id": Schema.string,
            ],
            optional: [
                "errors": Schema.array(
                    Schema.answer(["detail": Schema.string], optional: ["pointer": Schema.string, "parameter": Schema.string]))
            ])
    }

    private static var job: JSON {
        let (text, time) = (Schema.orNull(Schema.string), Schema.orNull(Schema.time))
        return Schema.answer([
            "id": Schema.number, "job_key": text, "job_name": Schema.string, "script_path": Schema.string,
            "status": Schema.choice(JobStatus.self), "reason": Schema.orNull(Schema.choice(Reason.self)),
            "hold": Schema.orNull(Schema.choice(Hold.self)), "queue": Schema.string, "concurrency_key": text,
            "concurrency_limit": Schema.orNull(Schema.integer), "priority": Schema.integer, "created_at": Schema.time,
            "started_at": time, "completed_at": time, "run_after": time, "error_message": text,
            "progress_percentage": Schema.orNull(Schema.integer(0...100)), "progress_message": text,
            "attempt_no": Schema.integer(atLeast: 0),
            "retry_count": Schema.integer(atLeast: 0), "max_retries": Schema.integer, "lost_count": Schema.integer(atLeast: 0),
            "stop_requested": Schema.boolean, "timeout_seconds": Schema.orNull(Schema.integer), "parameters": parameters,
            "unique_key": text, "submitted_by": text, "worker_id": text, "traceparent": text,
        ])
    }

    private static var parameters: JSON { ["type": "object", "additionalProperties": Schema.string] }

    private static var newJob: JSON {
        Schema.body(
            ["job_key": Schema.string(1...255)],
            optional: [
                "parameters": [
                    "type": "object", "additionalProperties": ["type": ["string", "number", "boolean"]],
                ],
                "priority": Schema.integer(Int(Int32.min)...Int(Int32.max)), "max_retries": Schema.integer(0...1000),
                "timeout_seconds": Schema.integer(1...Int(Int32.max)), "run_after": Schema.time, "unique_key": Schema.string(1...255),
            ])
    }

    private static var attempt: JSON {
        let (text, time, count) = (Schema.orNull(Schema.string), Schema.orNull(Schema.time), Schema.orNull(Schema.integer))
        return Schema.answer([
            "id": Schema.string, "number": Schema.integer(atLeast: 1), "state": Schema.choice(AttemptState.self),
            "worker_id": Schema.string, "host": Schema.string, "claimed_at": Schema.time, "started_at": time, "ended_at": time,
            "run_directory": text, "reason": Schema.orNull(Schema.choice(Reason.self)), "exit_code": count, "signal": count,
            "message": text, "user_ms": count, "system_ms": count, "peak_memory_bytes": count, "output_bytes": count,
            "dropped_bytes": count, "survivors": Schema.array(Schema.string), "ended_by": text, "processes_left": count,
        ])
    }

    private static var definition: JSON {
        Schema.answer([
            "key": Schema.string, "name": Schema.string, "command": Schema.array(Schema.string), "priority": Schema.integer,
            "schedule": Schema.orNull(Schema.string), "max_retries": Schema.integer(atLeast: 0),
            "timeout_seconds": Schema.orNull(Schema.integer), "queue": Schema.string, "concurrency_key": Schema.orNull(Schema.string),
            "concurrency_limit": Schema.orNull(Schema.integer), "parameters": Schema.array(Schema.reference("Parameter")),
            "last_completed_at": Schema.orNull(Schema.time),
        ])
    }

    private static var parameter: JSON {
        Schema.answer(
            [
                "name": Schema.string, "type": Schema.choice("text", "integer", "choice", "date"), "required": Schema.boolean,
                "default": Schema.orNull(Schema.string),
            ],
            optional: [
                "matches": Schema.orNull(Schema.string), "min": Schema.orNull(Schema.integer), "max": Schema.orNull(Schema.integer),
                "values": Schema.array(Schema.string),
            ])
    }

    static var schedule: [(String, JSON)] {
        [
            ("job_key", Schema.string), ("name", Schema.string), ("schedule", Schema.string), ("time_zone", Schema.orNull(Schema.string)),
        ]
    }

    private static var plannedTime: JSON {
        Schema.answer(["at": Schema.time, "local": Schema.time, "is_daylight": Schema.boolean])
    }

    private static var worker: JSON {
        let count = Schema.orNull(Schema.integer(atLeast: 0))
        return Schema.answer([
            "id": Schema.string, "host": Schema.string, "pid": Schema.integer, "state": Schema.choice("live", "draining", "silent", "lost"),
            "slots": Schema.integer, "running": Schema.array(Schema.number), "queues": Schema.array(Schema.string),
            "draining": Schema.boolean, "seen_at": Schema.time, "lease_seconds": Schema.integer, "version": Schema.string,
            "disk_free_bytes": count, "disk_bytes": count, "descriptors": count, "descriptor_limit": count,
        ])
    }

    static var token: [(String, JSON)] {
        [
            ("id", Schema.number), ("name", Schema.string), ("scopes", Schema.array(Schema.choice(Scope.self))),
            ("keys", Schema.array(Schema.string)), ("created_by", Schema.string), ("created_at", Schema.time),
            ("expires_at", Schema.orNull(Schema.time)), ("last_used_at", Schema.orNull(Schema.time)),
            ("revoked_at", Schema.orNull(Schema.time)),
        ]
    }

    private static var auditEntry: JSON {
        let text = Schema.orNull(Schema.string)
        return Schema.answer([
            "id": Schema.number, "at": Schema.time, "author": Schema.string, "address": text, "action": Schema.choice(AuditAction.self),
            "target": Schema.string, "before": text, "after": text,
        ])
    }

    private static var notice: JSON {
        let (text, time) = (Schema.orNull(Schema.string), Schema.orNull(Schema.time))
        return Schema.answer([
            "id": Schema.number, "event": Schema.choice(NoticeKind.self), "job_key": text, "job_id": Schema.orNull(Schema.number),
            "attempt": Schema.orNull(Schema.integer), "planned_at": time, "channel": Schema.string, "delivery": Schema.string,
            "at": Schema.time, "state": Schema.choice(NoticeState.self), "tries": Schema.integer(atLeast: 0), "next_try_at": time,
            "ended_at": time, "last_error": text,
        ])
    }
}
