import Hummingbird
import YobanCore
import YobanOperations

/// The two endpoints of the system that came before, word for word, so that its callers need nothing but another key.
extension Interface {
    func addSeedRoutes(to routes: inout Routes) {
        routes.post("/batch-jobs/queue") { request, context in
            let operations = try await operations(for: request, context)
            guard case .string(let key)? = try request.json(try await request.bytes())["job_key"], !key.isEmpty else {
                throw HTTPProblem(.badRequest, "invalid_fields", Text(ja: "job_key を指定してください", en: "job_key is required"))
            }
            let job: JobID
            do throws(OperationError) {
                job = try await operations.enqueue([EnqueueRequest(key: key)])[0].id
            } catch {
                guard case .unknownKey = error else { throw error }
                // Its callers know 404 as an unknown job.
                throw HTTPProblem(.badRequest, "unknown_key", error.text)
            }
            return Response(
                .ok,
                [
                    "status": "success", "message": "バッチジョブをキューに追加しました",
                    "data": ["job_id": .int(job.value), "job_key": .string(key)],
                ])
        }
        routes.get("/batch-jobs/:id/status") { request, context in
            let job = try await operations(for: request, context).job(try context.jobID)
            return Response(
                .ok,
                [
                    "status": "success",
                    "data": [
                        "id": .int(job.id.value), "job_name": .string(job.name), "status": .string(job.status.rawValue),
                        "created_at": JSON(job.createdAt), "started_at": JSON(job.startedAt), "completed_at": JSON(job.completedAt),
                        "error_message": JSON(job.errorMessage),
                    ],
                ])
        }
    }
}
