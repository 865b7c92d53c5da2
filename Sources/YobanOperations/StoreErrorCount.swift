import Synchronization
package import YobanCore

/// How often the store failed the operations of this process, by code.
///
/// One for the process, because that is what it says: whoever counts again counts the same.
package enum StoreErrorCount {
    private static let counts = Mutex<[StoreError.Code: Int]>([:])

    package static func note(_ error: StoreError) { counts.withLock { $0[error.code, default: 0] += 1 } }

    /// Those that never happened are missing.
    package static var all: [StoreError.Code: Int] { counts.withLock { $0 } }
}
