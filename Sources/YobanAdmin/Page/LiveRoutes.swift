import Hummingbird
import YobanCore
import YobanHTTP
import YobanOperations

/// Tells a browser that something happened to a job; what, it sees when it loads its page again.
extension Screen {
    func addLive(to routes: inout Routes, _ listeners: Listeners) {
        answer("/live", in: &routes) { view, visit in
            guard visit.may(.jobsRead) else { throw HTTPProblem(OperationError.forbidden(.jobsRead)) }
            let visible = visit.operations.principal.keyGlobs
            return try listeners.answer(
                to: view.request, store: visit.operations.store, heartbeat: interface.streams.heartbeat,
                wants: { Glob.admits($0, by: visible) },
                isWelcome: {
                    do { return try await self.visit(view.request, view.context) != nil } catch {
                        // A store that can't be asked has ended no session.
                        return true
                    }
                })
        }
    }
}
