import YobanCore
import YobanWorker

/// Opens the store of a process that stays. After a power cut all machines start at once: a database server that does not answer yet is
/// waited for, and why is said once.
struct StoreAtStart {
    let settings: Settings
    let isPatient: Bool
    let notify: @Sendable (WorkerEvent) -> Void

    private static let longestPause: Duration = .seconds(10)

    func open() async throws -> OpenedStore {
        var pause: Duration = .seconds(1)
        var said: Text?
        while true {
            do {
                let opened = try await OpenedStore.open(settings, role: .daemon)
                if said != nil { notify(.storeBack) }
                return opened
            } catch let error as StoreError where canPass(error) {
                if said != error.why { notify(.awaitingStore(error)) }
                said = error.why
            }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, Self.longestPause)
        }
    }

    /// A file is there or not; a wrong password and a missing right need a person.
    private func canPass(_ error: StoreError) -> Bool {
        if case .sqlite = settings.engine { return false }
        return isPatient && (error.code == .unreachable || error.code == .busy)
    }
}
