import Hummingbird
import YobanCore
import YobanHTTP
import YobanOperations

/// The list of jobs: everything that chose it stands in its address.
extension Screen {
    private static let pageSize = 50
    /// Tabs count up to here.
    private static let mostCounted = 100

    func addJobs(to routes: inout Routes) {
        page("/jobs", in: &routes) { view, visit in
            let write = view.wording
            let search = JobSearch(parsing: view.query("q") ?? "", zone: write.zone, now: write.now)
            var filter = search.filter
            let tab = view.query("status").flatMap(JobStatus.init(rawValue:))
            if let tab { filter.statuses = [tab] }
            filter.before = view.query("before").flatMap { JobID(parsing: $0) }
            filter.limit = Self.pageSize + 1
            var searched: SearchedJobs?
            if !search.sieve.isEmpty {
                searched = try await SearchedJobs(filter, search.sieve, wanted: filter.limit, visit.operations)
            }
            let found = if let searched { searched.jobs } else { try await visit.operations.jobs(filter) }
            let shown = found.prefix(Self.pageSize)
            let hosts = try await visit.operations.hosts(of: shown)
            let rows = shown.map { job in
                var row = job.row(write)
                row["host"] = hosts[job.id]
                return row
            }
            var values: [String: Any] = [
                "q": view.query("q") ?? "", "status": tab?.rawValue ?? "", "rows": rows,
                "objections": search.objections.map { write($0) }, "tabs": try await tabs(tab, view, visit),
                "mayControl": visit.may(.jobsControl), "mayEnqueue": visit.may(.jobsEnqueue),
                "isEmpty": shown.isEmpty, "isAll": view.query("q") == nil && tab == nil && filter.before == nil,
            ]
            if found.count > Self.pageSize, let last = shown.last { values["older"] = Self.address(view, tab, before: last.id) }
            if let searched { values["searched"] = Self.values(searched, isFull: found.count > Self.pageSize, view, tab) }
            if filter.before != nil { values["first"] = Self.address(view, tab, before: nil) }
            return Page("jobs", Text(ja: "ジョブ", en: "Jobs"), at: .jobs, values)
        }
        addBulk(to: &routes)
    }

    private func tabs(_ here: JobStatus?, _ view: View, _ visit: Visit) async throws -> [[String: Any]] {
        let write = view.wording
        var tabs: [[String: Any]] = [
            ["href": Self.address(view, nil, before: nil), "word": write(Text(ja: "すべて", en: "All")), "isHere": here == nil]
        ]
        for status in JobStatus.allCases {
            var filter = JobFilter()
            filter.statuses = [status]
            filter.limit = Self.mostCounted + 1
            let count = try await visit.operations.jobs(filter).count
            tabs.append(
                status.values(write).merging(
                    [
                        "href": Self.address(view, status, before: nil), "isHere": here == status,
                        "count": write.count(count, cappedAt: Self.mostCounted),
                    ] as [String: Any]
                ) { $1 })
        }
        return tabs
    }

    /// How far a search looked that no index answers, and where it goes on.
    private static func values(_ searched: SearchedJobs, isFull: Bool, _ view: View, _ tab: JobStatus?) -> [String: Any] {
        var values: [String: Any] = ["count": searched.count, "isAll": searched.end == nil && !isFull]
        if let end = searched.end, !isFull {
            values["end"] = view.wording.time(end.createdAt)
            values["next"] = address(view, tab, before: end.id)
        }
        return values
    }

    private static func address(_ view: View, _ status: JobStatus?, before: JobID?) -> String {
        var parts: [String] = []
        if let status { parts.append("status=\(status.rawValue)") }
        if let q = view.query("q") { parts.append("q=\(AddressText.encoded(q))") }
        if let before { parts.append("before=\(before)") }
        return "/jobs" + (parts.isEmpty ? "" : "?" + parts.joined(separator: "&"))
    }
}

/// Text as a part of an address.
enum AddressText {
    static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += "%" + (digits.utf8.count < 2 ? "0" : "") + digits
            }
        }
        return encoded
    }
}
