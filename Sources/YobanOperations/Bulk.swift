package import YobanCore

/// What may be done to many jobs at once. The raw value is what the API shows.
package enum BulkAction: String, Sendable, CaseIterable {
    case stop, retry, rerun
}

/// What became of one job of many.
package enum BulkResult: Sendable, Equatable {
    case stopped(StopAnswer)
    case retried
    /// The new job like it.
    case rerun(JobID)
    case refused(OperationError)
    /// The store failed at a job before this one.
    case notTried
}

/// Why nothing was done to many jobs.
package enum BulkError: Error, Sendable, Equatable {
    /// More than ``Operations/mostInBulk``.
    case tooMany
    /// As many as were found, instead of those that were expected.
    case otherCount(Int)

    package var text: Text {
        switch self {
        case .tooMany:
            Text(
                ja: "対象が \(Operations.mostInBulk) 件を超えています。条件を絞ってください",
                en: "more than \(Operations.mostInBulk) jobs fit; ask for fewer at once")
        case .otherCount(let found):
            Text(
                ja: "対象は \(found) 件で、expected_count と違います。何もしていません。dry_run で確認してください",
                en: "\(found) jobs fit, which is not the expected_count; nothing was done. Look again with dry_run")
        }
    }
}

extension Operations {
    /// What one request may act on.
    package static let mostInBulk = 1000

    /// The jobs that a request for many means, newest first.
    package func jobsInBulk(_ filter: JobFilter) async throws -> [Job] {
        try require(.jobsControl)
        var filter = filter
        filter.limit = Self.mostInBulk + 1
        let found = try await jobs(filter)
        guard found.count <= Self.mostInBulk else { throw BulkError.tooMany }
        return found
    }

    /// Acts on each of these jobs, the oldest first: what was queued first is queued first again. Each by itself: one that is refused
    /// keeps no other back; a store that fails ends it.
    package func act(_ action: BulkAction, on jobs: [Job]) async -> [(job: JobID, result: BulkResult)] {
        var results: [(job: JobID, result: BulkResult)] = []
        var hasFailed = false
        for job in jobs.sorted(by: { $0.id < $1.id }) {
            guard !hasFailed else {
                results.append((job.id, .notTried))
                continue
            }
            do throws(OperationError) {
                results.append((job.id, try await act(action, on: job.id)))
            } catch {
                if case .store = error { hasFailed = true }
                results.append((job.id, .refused(error)))
            }
        }
        return results
    }

    private func act(_ action: BulkAction, on id: JobID) async throws(OperationError) -> BulkResult {
        switch action {
        case .stop: return .stopped(try await stop(id))
        case .retry:
            try await retry(id)
            return .retried
        case .rerun: return .rerun(try await rerun(id))
        }
    }
}
