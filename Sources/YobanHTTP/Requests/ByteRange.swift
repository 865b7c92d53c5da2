/// What part of a text of bytes is asked for (RFC 9110, 14.1.2).
enum ByteRange: Equatable {
    case all
    case part(Range<Int64>)
    /// There is nothing there.
    case nothing

    /// Of several parts, or of what is no range, the whole text is the answer.
    init(_ header: String?, total: Int64) {
        self = .all
        guard let header, header.lowercased().hasPrefix("bytes=") else { return }
        let ends = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false).map { $0.filter { $0 != " " } }
        guard ends.count == 2, ends.joined().utf8.allSatisfy({ (48...57).contains($0) }) else { return }
        switch (Int64(ends[0]), Int64(ends[1])) {
        case (let first?, let last?) where first <= last: self = first < total ? .part(first..<min(last, total - 1) + 1) : .nothing
        case (let first?, nil) where ends[1].isEmpty: self = first < total ? .part(first..<total) : .nothing
        case (nil, let count?) where ends[0].isEmpty: self = count > 0 && total > 0 ? .part(max(0, total - count)..<total) : .nothing
        default: break
        }
    }
}
