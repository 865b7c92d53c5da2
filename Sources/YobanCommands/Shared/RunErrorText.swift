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
                    ja: "状態フォルダー \(path) は別のワーカー（PID \(pid)）が使っています。別のフォルダーを指定してください: --state",
                    en: "the state directory \(path) is used by another worker (pid \(pid)). Name another one: --state"), .tryAgain)
        case .folder(let path, let number):
            let reason = String(cString: strerror(number))
            self.init(
                Text(
                    ja: "状態フォルダーを使えません: \(path)（\(reason)）。権限と空き容量を確認するか、別のフォルダーを指定してください: --state",
                    en: "the state directory can't be used: \(path) (\(reason)). Look at its permissions and room, or name another one: --state"),
                .notAllowed)
        case .shimMissing(let path):
            self.init(
                Text(
                    ja: "yoban-shim がありません: \(path)。yoban と同じフォルダーに置いてください: make install",
                    en: "there is no yoban-shim at \(path). It belongs beside yoban: make install"), .badConfiguration)
        default:
            self.init(Text(ja: "実行の準備ができません: \(error)", en: "runs can't be hosted: \(error)"), .failed)
        }
    }
}
