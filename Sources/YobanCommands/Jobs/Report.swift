import ArgumentParser
import Glibc
import YobanClient
import YobanCore

struct Report: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "progress",
        abstract: said(ja: "スクリプトから進捗を報告する", en: "Report progress from a script."),
        discussion: said(
            ja: "ジョブとして動いていないときは何もせず 0 で終わります。", en: "Outside a job it does nothing and exits 0."))

    @Argument(help: help(ja: "パーセント（42）または件数（120/285）", en: "A percentage (42) or a count (120/285).", name: "amount"))
    var amount: String

    @Argument(help: help(ja: "メッセージ", en: "A message.", name: "message"))
    var message: String?

    @OptionGroup var language: LanguageOption

    func run() async throws {
        let line = "progress \(amount)::\(escaped)"
        guard let progress = ReportLine.parseBare(line.utf8) else {
            throw CommandFailure(
                Text(
                    ja: "「\(amount.shortened)」は進捗として読めません。例: yoban progress 42 \"第六竹石ビル\"、yoban progress 120/285",
                    en: "'\(amount.shortened)' is no progress. Examples: yoban progress 42 \"12 of 19 weeks\", yoban progress 120/285"),
                .usage)
        }
        // A report that can't be made must never fail a job, nor make it wait long.
        guard let id = processEnvironment["BATCH_JOB_ID"], !append(line + "\n") else { return }
        await send(progress, of: id)
    }

    /// To the file of the job, where that is here.
    private func append(_ record: String) -> Bool {
        guard let path = processEnvironment["BATCH_JOB_PROGRESS"] else { return false }
        let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_CLOEXEC, 0o600)
        guard file >= 0 else { return false }
        defer { close(file) }
        var record = record
        return record.withUTF8 { write(file, $0.baseAddress, $0.count) == $0.count }
    }

    /// To the server, where the script was sent to another host with what it needs for that.
    private func send(_ progress: Progress, of id: String) async {
        let environment = processEnvironment
        guard let id = JobID(parsing: id), let api = environment["BATCH_JOB_API"], let token = environment["BATCH_JOB_TOKEN"],
            let address = try? ServerAddress(parsing: api, in: "/")
        else { return }
        let server = try? RemoteServer(
            address, token: token, authorities: environment["YOBAN_CA_FILE"], language: processLanguage, agent: "yoban/\(Yoban.version)",
            patience: .seconds(3))
        try? await server?.report(progress, of: id)
    }

    /// On one line, and short enough for the whole report to count.
    private var escaped: String {
        let room = ReportLine.maximumLength - amount.utf8.count - 16
        var text = ""
        for scalar in (message ?? "").unicodeScalars {
            let part =
                switch scalar {
                case "%": "%25"
                case "\r": "%0D"
                case "\n": "%0A"
                default: String(scalar)
                }
            guard text.utf8.count + part.utf8.count <= room else { break }
            text += part
        }
        return text
    }
}
