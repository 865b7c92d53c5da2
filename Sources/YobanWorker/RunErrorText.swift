import Glibc
import YobanCore
import YobanExecution

extension RunError {
    /// Why nothing can be started, and what to look at.
    var text: Text {
        switch self {
        case .invalid(let field): Text(ja: "\(field) に使えない値があります", en: "\(field) has an impossible value")
        case .exists(let id): Text(ja: "試行 \(id) はすでにあります", en: "there is an attempt \(id) already")
        case .folder(let path, let number):
            Text(
                ja: "\(path) を使えません（\(String(cString: strerror(number)))）。空き容量と権限を確認してください: df -h",
                en: "\(path) can't be used (\(String(cString: strerror(number)))). Look at room and permissions: df -h")
        case .held(let path, let pid): Text(ja: "\(path) は PID \(pid) が使っています", en: "\(path) is used by process \(pid)")
        case .shimMissing(let path):
            Text(
                ja: "yoban-shim がありません: \(path)。yoban と同じフォルダーに置いてください: make install",
                en: "there is no yoban-shim at \(path). It belongs beside yoban: make install")
        case .noSuchUser(let name): Text(ja: "ユーザー \(name) がいません", en: "there is no user \(name)")
        case .spawn(let number):
            Text(
                ja: "プロセスを起動できません（\(String(cString: strerror(number)))）。プロセス数の上限を確認してください: ulimit -u",
                en: "no process can be started (\(String(cString: strerror(number)))). Look at the limit of processes: ulimit -u")
        case .closed: Text(ja: "ワーカーは終了するところです", en: "the worker is ending")
        }
    }
}
