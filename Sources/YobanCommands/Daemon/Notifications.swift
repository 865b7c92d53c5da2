import YobanCore
import YobanNotices
import YobanWorker

extension Agents {
    /// In `serve` and `scheduler`, which are there once or a few times; a notice goes out once, however many there are.
    func notifier() throws -> Agent {
        let current = current
        let webhooks = WebhookSender(agent: "yoban/\(Yoban.version)", now: wallClock)
        let commands = CommandSender(stateDirectory: "\(settings.state)/notices-\(role)", environment: processEnvironment)
        let watch = NoticeWatch(
            store: opened.store, catalogue: { current.value }, zone: try ZoneFile.rules(settings.timeZone), language: processLanguage,
            now: wallClock)
        let notify = notify
        let sender = NoticeSender(
            store: opened.store, catalogue: { current.value }, webhooks: webhooks, commands: commands, now: wallClock,
            notSent: { notify(.trouble(Self.notSent($0, $1))) })
        let notifier = Notifier(watch: watch, sender: sender, failed: { [health] in health.failed($0, asked: $1) })
        return Agent { await notifier.run() }
    }

    private static func notSent(_ notice: Notice, _ end: NoticeEnd) -> Text {
        let what = "\(notice.new.kind.rawValue) \(notice.new.subject.text) → \(notice.new.channel.onOneLine)"
        return switch end {
        case .again(let next, let error):
            Text(
                ja: "通知を送れませんでした（\(what)）: \(error)。\(next.utcText) に再送します",
                en: "a notice could not be sent (\(what)): \(error). Next try at \(next.utcText)")
        case .givenUp(let error):
            Text(ja: "通知をあきらめました（\(what)）: \(error)", en: "a notice was given up (\(what)): \(error)")
        case .sent: Text(ja: "", en: "")
        }
    }
}
