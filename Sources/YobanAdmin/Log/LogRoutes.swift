import Hummingbird
import NIOCore
import YobanCore
import YobanHTTP
import YobanOperations

/// What an attempt wrote: the lines that came since, and all of it to keep.
extension Screen {
    /// For new lines, before the browser asks again.
    private static let patience: Duration = .seconds(20)
    private static let interval: Duration = .milliseconds(200)
    /// Of output in one answer.
    private static let mostAtOnce: Int64 = 4 << 20

    func addLog(to routes: inout Routes, _ stopping: Stopping) {
        answer("/jobs/:id/attempts/:number/lines", in: &routes) { view, visit in
            guard let place = view.query("from").flatMap(LogLines.Place.init) else { throw HTTPProblem.noSuchPage }
            var (attempt, output) = try await attempt(view, visit)
            let limit = ContinuousClock.now + Self.patience
            // How far the browser has seen, with a line that had not ended.
            let seen = view.query("seen").flatMap { Int64($0) } ?? place.offset
            var extent = try await output.look(attempt)
            while extent.total <= seen, extent.mayGrow, ContinuousClock.now < limit, !stopping.hasBegun {
                try await Task.sleep(for: Self.interval)
                attempt = try await visit.operations.attempt(attempt.number, forOutputOf: attempt.job) ?? attempt
                extent = try await output.look(attempt)
            }
            var lines = LogLines(from: place, zone: view.wording.zone, language: view.language)
            let end = min(extent.total, place.offset + Self.mostAtOnce)
            var (offset, isAll) = (place.offset, false)
            while offset < end {
                let chunk = try await output.read(from: offset, limit: 65_536)
                // Its last part may not have been kept.
                isAll = chunk.bytes.isEmpty
                if isAll { break }
                lines.feed(chunk)
                offset = chunk.end
            }
            var html = lines.take()
            let unfinished = lines.unfinished()
            html += unfinished ?? []
            let isOver = !extent.mayGrow && (isAll || offset >= extent.total)
            return Response(
                .ok, body: html, type: "text/html; charset=utf-8",
                headers: [
                    "X-Log-Place": lines.place.text, "X-Log-Seen": "\(offset)", "X-Log-Unfinished": unfinished == nil ? "0" : "1",
                    "X-Log-Over": isOver ? "1" : "0", "X-Log-Size": view.wording.size(extent.total),
                    "Content-Security-Policy": "default-src 'none'",
                ])
        }
        answer("/jobs/:id/attempts/:number/output", in: &routes) { view, visit in
            let (attempt, output) = try await attempt(view, visit)
            var answer = try await OutputAnswer(output: output, extent: output.look(attempt)).all(from: 0)
            answer.headers[.contentDisposition] = "attachment; filename=\"job-\(attempt.job)-attempt-\(attempt.number).log\""
            return answer
        }
    }

    private func attempt(_ view: View, _ visit: Visit) async throws -> (Attempt, any AttemptOutput) {
        guard let id = view.context.parameters.get("id").flatMap({ JobID(parsing: $0) }),
            let number = view.context.parameters.get("number").flatMap({ Int($0) }),
            let attempt = try await visit.operations.attempt(number, forOutputOf: id)
        else { throw HTTPProblem.noSuchPage }
        return (attempt, interface.output(attempt, visit.operations))
    }
}
