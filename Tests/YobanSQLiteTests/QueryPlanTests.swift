import GRDB
import Testing
import YobanCore
import YobanRows

@testable import YobanSQLite

@Suite("Each hot query uses its index", .timeLimit(.minutes(10)))
struct QueryPlanTests {
    struct Plan: Sendable, CustomTestStringConvertible {
        let name: String
        let sql: String
        let index: String
        /// Sorting a handful of rows is not sorting a table.
        var maySort = false
        var testDescription: String { name }
    }

    static let rowID = "INTEGER PRIMARY KEY"

    @Test(
        "and neither scans nor sorts a table",
        arguments: [
            Plan(name: "readyJobs", sql: Query.readyJobs, index: "job_ready"),
            Plan(name: "claimableJobs", sql: Query.claimableJobs, index: "job_ready"),
            Plan(name: "claimableJobs, pauses", sql: Query.claimableJobs, index: "SEARCH queue_pause USING PRIMARY KEY"),
            Plan(name: "mostUrgent", sql: Query.mostUrgent, index: rowID, maySort: true),
            Plan(name: "keyOfJob", sql: Query.keyOfJob, index: rowID),
            Plan(name: "takenPlaces", sql: Query.takenPlaces, index: "PRIMARY KEY"),
            Plan(name: "freePlace", sql: Query.freePlace, index: "lock_of_job"),
            Plan(name: "holdForKey", sql: Query.holdForKey, index: rowID),
            Plan(name: "waitingForPlace", sql: Query.waitingForPlace, index: "job_for_key"),
            Plan(name: "waitingForPlace, pauses", sql: Query.waitingForPlace, index: "SEARCH queue_pause USING PRIMARY KEY"),
            Plan(name: "resumeQueue", sql: Query.resumeQueue, index: "PRIMARY KEY"),
            Plan(name: "wake", sql: Query.wake, index: rowID),
            Plan(name: "staleLocks", sql: Query.staleLocks, index: rowID),
            Plan(name: "deleteStaleLocks", sql: Query.deleteStaleLocks, index: rowID),
            Plan(name: "keysWaitedFor", sql: Query.keysWaitedFor, index: "job_for_key"),
            Plan(name: "waitingForNothing", sql: Query.waitingForNothing, index: "job_for_key"),
            Plan(name: "keepPiece", sql: Query.keepPiece, index: rowID),
            Plan(name: "pieces", sql: Query.pieces, index: "sqlite_autoindex_log_chunk_1"),
            Plan(name: "dropPieces", sql: Query.dropPieces, index: "sqlite_autoindex_log_chunk_1"),
            Plan(name: "oldWorkers", sql: Query.oldWorkers, index: "job_running"),
            Plan(name: "deleteOldWorkers", sql: Query.deleteOldWorkers, index: "job_running"),
            Plan(name: "drainWorker", sql: Query.drainWorker, index: "PRIMARY KEY"),
            Plan(name: "retireWorker", sql: Query.retireWorker, index: "PRIMARY KEY"),
            Plan(name: "takeJob", sql: Query.takeJob, index: rowID),
            Plan(name: "heldJobs", sql: Query.heldJobs, index: "job_running"),
            Plan(name: "beginJob", sql: Query.beginJob, index: rowID),
            Plan(name: "beginAttempt", sql: Query.beginAttempt, index: "PRIMARY KEY"),
            Plan(name: "reportProgress", sql: Query.reportProgress, index: rowID),
            Plan(name: "finishJob", sql: Query.finishJob, index: rowID),
            Plan(name: "retryLater", sql: Query.retryLater, index: rowID),
            Plan(name: "endAttempt", sql: Query.endAttempt, index: "PRIMARY KEY"),
            Plan(name: "releaseJob", sql: Query.releaseJob, index: rowID),
            Plan(name: "stopPending", sql: Query.stopPending, index: rowID),
            Plan(name: "queueAgain", sql: Query.queueAgain, index: rowID),
            Plan(name: "unfinishedWithUniqueKey", sql: Query.unfinishedWithUniqueKey, index: "job_unique"),
            Plan(name: "otherWithSameUniqueKey", sql: Query.otherWithSameUniqueKey, index: "job_unique"),
            Plan(name: "dueJobs", sql: Query.dueJobs, index: "job_waiting"),
            Plan(name: "flaggedJobs", sql: Query.flaggedJobs, index: "job_flagged"),
            Plan(name: "nextDue", sql: Query.nextDue, index: "job_waiting"),
            Plan(name: "oldestFinished", sql: Query.oldestFinished, index: "job_finished"),
            Plan(name: "deleteFinished", sql: Query.deleteFinished, index: rowID),
            Plan(name: "unfinished", sql: Query.unfinished, index: "job_status"),
            Plan(name: "newestIDs", sql: Query.newestIDs, index: rowID),
            Plan(name: "newestIDsOfStatus", sql: Query.newestIDsOfStatus, index: "job_status"),
            Plan(name: "newestIDsOfKey", sql: Query.newestIDsOfKey, index: "job_by_key"),
            Plan(name: "jobsByIDs", sql: Query.jobsByIDs, index: rowID, maySort: true),
            Plan(name: "keysInUse", sql: Query.keysInUse, index: "job_by_key"),
            Plan(name: "firstIDSince", sql: Query.firstIDSince, index: "job_block (<expr>=? AND created_at>?)"),
            Plan(name: "finishedSince", sql: Query.finishedSince, index: "job_finished"),
            Plan(name: "finishedAt", sql: Query.finishedAt, index: "job_finished (<expr>>? AND <expr><?)", maySort: true),
            Plan(name: "newestJob", sql: Query.newestJob, index: ""),
            Plan(name: "attempts", sql: Query.attempts, index: "PRIMARY KEY"),
            Plan(name: "hosts", sql: Query.hosts, index: "PRIMARY KEY"),
            Plan(name: "keepSeries", sql: Query.keepSeries, index: "PRIMARY KEY"),
            Plan(name: "series", sql: Query.series, index: "PRIMARY KEY"),
            Plan(name: "renewWorker", sql: Query.renewWorker, index: "PRIMARY KEY"),
            Plan(name: "addToken", sql: Query.addToken, index: ""),
            Plan(name: "tokenOfHash", sql: Query.tokenOfHash, index: "token_by_hash"),
            Plan(name: "revokeToken", sql: Query.revokeToken, index: rowID),
            Plan(name: "noteUseOfToken", sql: Query.noteUseOfToken, index: rowID),
            Plan(name: "user", sql: Query.user, index: rowID),
            Plan(name: "changeUser", sql: Query.changeUser, index: rowID),
            Plan(name: "noteSignIn", sql: Query.noteSignIn, index: rowID),
            Plan(name: "deleteLinksOfUser", sql: Query.deleteLinksOfUser, index: "sign_in_link_of_user"),
            Plan(name: "deleteSessionsOfUser", sql: Query.deleteSessionsOfUser, index: "screen_session_of_user"),
            Plan(name: "link", sql: Query.link, index: "PRIMARY KEY"),
            Plan(name: "useLink", sql: Query.useLink, index: "PRIMARY KEY"),
            Plan(name: "deleteOldLinks", sql: Query.deleteOldLinks, index: "sign_in_link_by_end"),
            Plan(name: "sessionOfHash", sql: Query.sessionOfHash, index: "screen_session_by_hash"),
            Plan(name: "sessionOfID", sql: Query.sessionOfID, index: rowID),
            Plan(name: "noteUseOfSession", sql: Query.noteUseOfSession, index: rowID),
            Plan(name: "deleteSession", sql: Query.deleteSession, index: rowID),
            Plan(name: "deleteOldSessions", sql: Query.deleteOldSessions, index: "screen_session_by_end"),
            Plan(name: "entries", sql: Query.entries, index: rowID),
            Plan(name: "entriesOfTarget", sql: Query.entriesOfTarget, index: "audit_by_target"),
            Plan(name: "entriesOfAuthor", sql: Query.entriesOfAuthor, index: "audit_by_author"),
            Plan(name: "deleteOldEntries", sql: Query.deleteOldEntries, index: "audit_by_time"),
            Plan(name: "request", sql: Query.request, index: "PRIMARY KEY"),
            Plan(name: "finishRequest", sql: Query.finishRequest, index: "PRIMARY KEY"),
            Plan(name: "forgetRequest", sql: Query.forgetRequest, index: "PRIMARY KEY"),
            Plan(name: "deleteOldRequests", sql: Query.deleteOldRequests, index: "request_by_time"),
            Plan(name: "moveNoticeMark", sql: Query.moveNoticeMark, index: "PRIMARY KEY"),
            Plan(name: "dueNotices", sql: Query.dueNotices, index: "notice_due"),
            Plan(name: "claimNotice", sql: Query.claimNotice, index: rowID),
            Plan(name: "concludeNotice", sql: Query.concludeNotice, index: rowID),
            Plan(name: "notices", sql: Query.notices, index: rowID),
            Plan(name: "noticesInState", sql: Query.noticesInState, index: "notice_by_state"),
            Plan(name: "noticesOfJob", sql: Query.noticesOfJob, index: "notice_of_job"),
            Plan(name: "deleteOldNotices", sql: Query.deleteOldNotices, index: "notice_by_time"),
            Plan(name: "queuesWithReady", sql: Query.queuesWithReady, index: "job_ready"),
            Plan(name: "readyFigures", sql: Query.readyFigures, index: "job_ready"),
            Plan(name: "heldFigures, time", sql: Query.heldFigures, index: "job_waiting", maySort: true),
            Plan(name: "heldFigures, key", sql: Query.heldFigures, index: "job_for_key", maySort: true),
            Plan(name: "heldFigures, flagged", sql: Query.heldFigures, index: "job_flagged", maySort: true),
            Plan(name: "runningFigures", sql: Query.runningFigures, index: "job_running", maySort: true),
            Plan(name: "lastCompleted", sql: Query.lastCompleted, index: "job_by_key"),
            Plan(name: "moveSchedule", sql: Query.moveSchedule, index: "PRIMARY KEY"),
        ])
    func plan(_ plan: Plan) async throws {
        let scratch = try Scratch()
        let store = try await scratch.open()
        let steps = try await store.read(.look) { database in
            let statement = try database.makeStatement(sql: "EXPLAIN QUERY PLAN " + plan.sql)
            // The plan doesn't depend on values.
            statement.setUncheckedArguments(StatementArguments())
            return try Row.fetchAll(statement).map { $0["detail"] as String }
        }
        let text = steps.joined(separator: "\n")
        #expect(text.contains(plan.index), "\(text)")
        for step in steps {
            // What is walked from end to end: a list that was handed in, the keys and blocks found so far, an index that holds only what is
            // asked for, and the two tables that have a row for each worker or slot.
            let mayWalk = [
                "json_each", "VIRTUAL TABLE", "SCAN used", "SCAN block", "SCAN (", "SCAN CONSTANT ROW", "job_flagged", "job_waiting",
                "job_for_key", "job_running", "SCAN concurrency_lock", "SCAN worker",
            ]
            #expect(!step.hasPrefix("SCAN") || mayWalk.contains { step.contains($0) }, "\(text)")
            #expect(plan.maySort || !step.contains("TEMP B-TREE"), "\(text)")
        }
    }
}
