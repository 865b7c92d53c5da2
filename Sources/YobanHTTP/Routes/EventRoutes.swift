import Hummingbird
import YobanCore
import YobanOperations

extension Interface {
    /// All who listen, to programs' streams and to browsers'.
    func listeners(_ stopping: Stopping) -> Listeners {
        let watcher = operations(Principal(name: "events", scopes: [.jobsRead]))
        return Listeners(store: watcher.store, now: watcher.now, stopping, most: streams.listeners)
    }

    func addEventRoutes(to routes: inout Routes, _ listeners: Listeners) {
        routes.get("/api/v1/events") { request, context in
            let operations = try await operations(for: request, context)
            try operations.mayWatch()
            var query = Query(request)
            let glob = query.text("key")
            let kinds = Set(query.several("kind", of: JobEvent.Kind.self))
            try query.finish()
            let visible = operations.principal.keyGlobs
            let last = request.headers[name: "Last-Event-ID"].map { EventCursor($0).map { .cursor($0) } ?? EventAnswer.Last.unknown }
            let answer = EventAnswer(
                listener: try listeners.join(), store: operations.store, last: last,
                wants: { event in
                    (kinds.isEmpty || kinds.contains(event.kind)) && Glob.admits(event.key, by: visible)
                        && Glob.admits(event.key, by: glob.map { [$0] } ?? [])
                },
                heartbeat: streams.heartbeat,
                isWelcome: {
                    do { return try await self.operations(for: request, context).principal.may(.jobsRead) } catch {
                        // A store that can't be asked has not taken the token back.
                        return HTTPProblem(error).status != .unauthorized
                    }
                })
            return answer.response(to: request)
        }
    }
}
