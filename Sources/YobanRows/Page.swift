package import YobanCore

/// The newest ids found so far. Once it is full, its last one is the floor for the walks to come.
package struct Page {
    private let limit: Int
    package private(set) var floor: Int64
    package private(set) var ids: [JobID] = []

    package init(limit: Int, floor: Int64) {
        self.limit = limit
        self.floor = floor
    }

    package mutating func add(_ more: [JobID]) {
        ids = Array((ids + more).sorted(by: >).prefix(limit))
        if ids.count == limit, let last = ids.last { floor = max(floor, last.value) }
    }
}
