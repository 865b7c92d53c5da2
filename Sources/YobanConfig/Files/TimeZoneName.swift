internal import Glibc
internal import YobanCore

/// Whether a time zone can be used on this machine.
enum TimeZoneName {
    /// Nil when the zone database has it: a readable file that begins with `TZif`.
    /// - Parameter folder: `TZDIR`, else where the system keeps it.
    static func objection(to name: String, folder: String) -> Text? {
        guard access(folder, F_OK) == 0 else {
            return Text(
                ja: "時間帯のデータがありません（\(folder)）。Debian ではパッケージ tzdata を入れてください: apt-get install tzdata",
                en: "the time zone database is missing (\(folder)); install Debian's package tzdata: apt-get install tzdata"
            )
        }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        if parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") }), beginsWithMagic(folder + "/" + name) { return nil }
        let near = Nearest.match(name, among: known(in: folder)) ?? "Asia/Tokyo"
        return Text(
            ja: "時間帯「\(name.shortened)」はありません。名前の例: \(near)。一覧: \(folder)/zone.tab",
            en: "there is no time zone “\(name.shortened)”; a name is for example \(near). They are listed in \(folder)/zone.tab"
        )
    }

    private static func beginsWithMagic(_ path: String) -> Bool { FileHead.read(path, count: 4) == Array("TZif".utf8) }

    private static func known(in folder: String) -> [String] {
        let table = String(decoding: FileHead.read(folder + "/zone.tab", count: 1 << 16) ?? [], as: UTF8.self)
        return ["UTC"]
            + table.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { line in
                let columns = line.split(separator: "\t")
                return columns.count > 2 ? String(columns[2]) : nil
            }
    }
}
