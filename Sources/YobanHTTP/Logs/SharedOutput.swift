import YobanCore
import YobanOperations

/// The output of one attempt for all that follow it: looked at twice a second at most, however many they are.
actor SharedOutput {
    private let attempt: Attempt
    private let operations: Operations
    private let output: any AttemptOutput
    private var extent = OutputExtent(total: 0, mayGrow: true)
    private var lastLook: ContinuousClock.Instant?
    private var isLooking = false
    /// What was read last: whence, and where the output ended then.
    private var last: (offset: Int64, total: Int64, task: Task<SharedPiece, any Error>)?

    private static let interval: Duration = .milliseconds(500)

    init(_ attempt: Attempt, _ operations: Operations, _ output: any AttemptOutput) {
        self.attempt = attempt
        self.operations = operations
        self.output = output
    }

    /// How much there is, as far as was looked.
    func look() async throws -> OutputExtent {
        let isDue = lastLook.map { ContinuousClock.now - $0 >= Self.interval } ?? true
        guard extent.mayGrow, isDue, !isLooking else { return extent }
        (isLooking, lastLook) = (true, .now)
        defer { isLooking = false }
        // Its state before its output: what it wrote until its end is seen.
        let now = try await operations.attempt(attempt.number, forOutputOf: attempt.job) ?? attempt
        extent = try await output.look(now)
        return extent
    }

    /// The next piece from an offset on, as far as was looked: whoever has read all stands at the same place as the others. Those who stand
    /// at the same place share one reading.
    func read(from offset: Int64) async throws -> SharedPiece {
        let total = extent.total
        if let last, last.offset == offset, last.total == total { return try await last.task.value }
        // A task of its own: who goes away must not take it from the others.
        let task = Task { [output, number = attempt.number] in
            SharedPiece(try await output.read(from: offset, limit: OutputAnswer.piece).upTo(total), attempt: number)
        }
        last = (offset, total, task)
        do {
            return try await task.value
        } catch {
            last = nil
            throw error
        }
    }
}
