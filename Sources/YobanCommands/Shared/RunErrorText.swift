import Glibc
import YobanCore
import YobanExecution

extension CommandFailure {
    /// Why runs can't be hosted here.
    init(_ error: RunError) {
        switch error {
        case .held(let path, let pid):
            self.init(
                Text(
                    ja: "状態フォルダー \(path) は別のワーカー（PID \(pid)）が使っています。別の場所を指定してください: --state、YOBAN_STATE",
                    en: "the state directory \(path) is used by another worker (pid \(pid)). Name another one: --state, YOBAN_STATE"),
                .tryAgain)
        case .folder(let path, let number):
            let reason = String(cString: strerror(number))
            self.init(
                Text(
                    ja: "状態フォルダーを使えません: \(path)（\(reason)）。権限と空き容量を確認するか、別の場所を指定してください: --state、YOBAN_STATE",
                    en:
                        "the state directory can't be used: \(path) (\(reason)). Look at its mode and room, or name another one: --state, YOBAN_STATE"
                ),
                number == ENOSPC || number == EDQUOT ? .tryAgain : .notAllowed)
        case .shimMissing(let path):
            self.init(
                Text(
                    ja: "yoban-shim がありません: \(path)。yoban と同じフォルダーに置いてください: make install",
                    en: "there is no yoban-shim at \(path). It belongs beside yoban: make install"), .badConfiguration)
        case .noSuchUser(let name):
            self.init(
                Text(
                    ja: "ユーザー \(name) はこのホストにいません。定義の user: を確認してください: yoban check",
                    en: "there is no user \(name) on this host. Look at the definition's user: yoban check"), .badConfiguration)
        case .spawn(let number):
            let reason = String(cString: strerror(number))
            self.init(
                Text(
                    ja: "プロセスを起動できません（\(reason)）。プロセス数とメモリを確認してください: ulimit -u; free -h",
                    en: "no process can be started (\(reason)). Look at their number and at the memory: ulimit -u; free -h"), .tryAgain)
        case .invalid, .exists, .closed:
            self.init(
                Text(ja: "想定外のエラーです。この行を添えてお知らせください: \(error)", en: "this was not expected; please report this line: \(error)"), .failed)
        }
    }
}
