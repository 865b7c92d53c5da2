package import YobanCore

/// Up to where somebody was told what happened. Any server process at the same store can go on from it.
package struct EventCursor: Sendable, Equatable {
    /// Every job up to this one was told as created.
    package var newest: JobID
    /// When it was looked for what finished, by the server's clock.
    package var at: Instant
    /// Jobs whose end is still to be told, however early it will be dated: those that ran.
    package var watched: [JobID]

    /// More are not kept: a cursor goes into a field of a request.
    package static let mostWatched = 200
    private static let longestText = 3000

    package init(newest: JobID, at: Instant, watched: [JobID]) {
        self.newest = newest
        self.at = at
        self.watched = Array(watched.sorted().prefix(Self.mostWatched))
    }

    /// `NEWEST-MILLISECONDS-…`, in base 36; behind them the watched jobs, each as its distance from the one before.
    package var text: String {
        var numbers = [newest.value, at.milliseconds]
        var last: Int64 = 0
        for id in watched {
            numbers.append(id.value - last)
            last = id.value
        }
        return numbers.map { String($0, radix: 36) }.joined(separator: "-")
    }

    /// Nil for what no server has written.
    package init?(_ text: String) {
        guard text.utf8.count <= Self.longestText else { return nil }
        let numbers = text.split(separator: "-", omittingEmptySubsequences: false).map { Int64($0, radix: 36) }
        guard numbers.count >= 2, numbers.count <= 2 + Self.mostWatched, let newest = numbers[0], let at = numbers[1], newest >= 0, at >= 0
        else { return nil }
        var watched: [JobID] = []
        var last: Int64 = 0
        for number in numbers.dropFirst(2) {
            guard let number, number > 0, !last.addingReportingOverflow(number).overflow else { return nil }
            last += number
            watched.append(JobID(last))
        }
        self.init(newest: JobID(newest), at: Instant(milliseconds: at), watched: watched)
    }
}
