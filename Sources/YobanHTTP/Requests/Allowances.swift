import Synchronization
import YobanCore
import YobanOperations

/// How often each token may ask in a minute, and how often an address may try tokens that are none. All minutes begin together.
final class Allowances: Sendable {
    /// Wrong tokens from one address. Each costs a look into the store; but many clients may stand behind one address, and one of them
    /// that asks every second with an old token must not keep the others out.
    static let forgeries = 3000
    /// Addresses that are counted one by one; the others are counted together.
    private static let mostAddresses = 10_000

    private struct State {
        var begun: ContinuousClock.Instant
        var requests: [String: Int] = [:]
        var forged: [String: Int] = [:]
        /// Secrets, by their hash, that opened something in this minute and the one before: these are let in from any address.
        var known: Set<String> = []
        var knownBefore: Set<String> = []
    }

    private let perMinute: Int
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state: Mutex<State>

    init(perMinute: Int, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.perMinute = perMinute
        self.now = now
        state = Mutex(State(begun: now()))
    }

    /// Throws when wrong tokens came from there too often, unless this one was right before.
    func admit(_ secret: TokenSecret, from address: String?) throws(HTTPProblem) {
        let rest: Int? = withState { state, rest in
            guard state.forged[Self.name(address, state), default: 0] >= Self.forgeries else { return nil }
            let hash = secret.hash
            return state.known.contains(hash) || state.knownBefore.contains(hash) ? nil : rest
        }
        if let rest { throw .tooManyRequests(after: rest) }
    }

    func noteForged(from address: String?) {
        withState { state, _ in state.forged[Self.name(address, state), default: 0] += 1 }
    }

    /// Throws when nothing is left of a principal's minute. For a token of which only the act itself shows that it is right:
    /// ``take(_:_:)`` counts it then, and a wrong one takes nothing from the right one.
    func requireRest(of principal: Principal) throws(HTTPProblem) {
        let (count, rest) = withState { state, rest in (state.requests[principal.name, default: 0], rest) }
        guard count < perMinute else { throw .tooManyRequests(Allowance(limit: perMinute, left: 0, seconds: rest)) }
    }

    /// Takes one request of a token's minute.
    func take(_ principal: Principal, _ secret: TokenSecret) throws(HTTPProblem) -> Allowance {
        let (count, rest) = withState { state, rest in
            state.requests[principal.name, default: 0] += 1
            let count = state.requests[principal.name] ?? 0
            // Once a minute is enough.
            if count == 1 || !state.forged.isEmpty { state.known.insert(secret.hash) }
            return (count, rest)
        }
        let allowance = Allowance(limit: perMinute, left: max(perMinute - count, 0), seconds: rest)
        guard count <= perMinute else { throw .tooManyRequests(allowance) }
        return allowance
    }

    /// - Parameter body: gets what is left of this minute, in seconds.
    private func withState<Value: Sendable>(_ body: (inout sending State, Int) -> Value) -> Value {
        let now = now()
        return state.withLock { state in
            var age = now - state.begun
            if age >= .seconds(60) {
                state = State(begun: now, knownBefore: age < .seconds(120) ? state.known : [])
                age = .zero
            }
            return body(&state, max(60 - Int(age.components.seconds), 1))
        }
    }

    private static func name(_ address: String?, _ state: State) -> String {
        let address = address ?? "local"
        return state.forged[address] != nil || state.forged.count < mostAddresses ? address : "others"
    }
}

/// What a token has left of its minute.
struct Allowance: Sendable, Equatable {
    let limit: Int
    let left: Int
    let seconds: Int

    /// As in the draft of the IETF's HTTPAPI group.
    var headers: [String: String] {
        ["RateLimit-Policy": "\"token\";q=\(limit);w=60", "RateLimit": "\"token\";r=\(left);t=\(seconds)"]
    }
}

/// Where one request's allowance is noted on its way, for the answer.
final class AllowanceNote: Sendable {
    private let note = Mutex<Allowance?>(nil)

    var value: Allowance? {
        get { note.withLock { $0 } }
        set { note.withLock { $0 = newValue } }
    }
}
