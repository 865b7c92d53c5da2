import Synchronization
import YobanCore

extension Fault {
    static let series: [Fault] = [
        Fault("keeps the first series only", caughtBy: "series-again") { broken, inner in
            broken.onKeepSeries = { series, attempt in
                guard try await inner.series(of: [attempt]).isEmpty else { return }
                try await inner.keepSeries(series, of: attempt)
            }
        },
        Fault("keeps one series for all attempts of a job", caughtBy: "series-attempts") { broken, inner in
            broken.onKeepSeries = { series, attempt in
                guard let job = attempt.job else { return }
                for other in try await inner.attempts(of: job) { try await inner.keepSeries(series, of: other.id) }
            }
        },
        Fault("knows attempts by their number alone", caughtBy: "series-gone") { broken, inner in
            broken.onKeepSeries = { series, attempt in
                guard let job = attempt.job else { return }
                for other in try await inner.attempts(of: job) where other.number == attempt.number {
                    try await inner.keepSeries(series, of: other.id)
                }
            }
        },
        Fault("gives an empty series for those that have none", caughtBy: "series") { broken, inner in
            broken.onSeries = { attempts in
                let found = try await inner.series(of: attempts)
                return Dictionary(attempts.map { ($0, found[$0] ?? RunSeries()) }) { first, _ in first }
            }
        },
        Fault("gives the series of the first attempt only", caughtBy: "series-attempts") { broken, inner in
            broken.onSeries = { try await inner.series(of: Array($0.prefix(1))) }
        },
    ]
}
