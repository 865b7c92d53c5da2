import HTTPTypes
import Testing
import YobanCore
import YobanOperations

@testable import YobanHTTP

@Suite("A store that does not do what it was asked") struct StoreProblemTests {
    private func problem(_ code: StoreError.Code) -> HTTPProblem {
        let error = StoreError(
            code, doing: Text(ja: "ジョブを追加", en: "queue the job"), why: Text(ja: "/var/lib/yoban の鍵", en: "the lock of /var/lib/yoban"),
            cause: "pid 812")
        return HTTPProblem(OperationError.store(error))
    }

    @Test(
        "what may pass is told apart from what won't",
        arguments: StoreError.Code.allCases)
    func statuses(code: StoreError.Code) {
        let problem = problem(code)
        let passes: Set<StoreError.Code> = [.busy, .unreachable, .denied, .full, .interrupted]
        let status = passes.contains(code) || code == .unknownOutcome ? 503 : code == .refused ? 422 : 500
        #expect(problem.status.code == status && problem.code == "store_\(code.rawValue)")
        #expect((problem.headers["Retry-After"] != nil) == passes.contains(code), "not where it may have been done")
    }

    @Test("names of files and the engine's words go to the log, not to the sender")
    func secrecy() throws {
        let problem = problem(.busy)
        for text in [problem.detail.en, problem.detail.ja] { #expect(!text.contains("/var/lib/yoban") && !text.contains("812")) }
        #expect(problem.detail.en.hasPrefix("cannot queue the job: another program holds the store's lock"))
        #expect(try #require(problem.cause).en.contains("/var/lib/yoban") && problem.cause?.en.contains("812") == true)
    }
}
