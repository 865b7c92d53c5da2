/// One statement with parameters that have names: `:name` here, `?` for the server. Values are bound, never written in.
struct Query: Sendable, Hashable, ExpressibleByStringInterpolation {
    let sql: String
    let names: [String]

    init(stringLiteral text: String) { self.init(text) }

    init(_ text: String) {
        var sql = ""
        var names: [String] = []
        var rest = Substring(text)
        while let colon = rest.firstIndex(of: ":") {
            let after = rest[rest.index(after: colon)...]
            let name = after.prefix { $0.isLetter }
            sql += rest[..<colon]
            if name.isEmpty {
                sql += ":"
            } else {
                sql += "?"
                names.append(String(name))
            }
            rest = after[name.endIndex...]
        }
        self.sql = sql + rest
        self.names = names
    }

    private init(sql: String, names: [String]) {
        self.sql = sql
        self.names = names
    }

    /// This query with words of SQL behind it.
    func followed(by words: String) -> Query { Query(sql: "\(sql) \(words)", names: names) }

    /// An INSERT of one row as one of several: what follows VALUES stands once for each, and so do its parameters.
    func forRows(_ count: Int) -> Query {
        guard count > 1, let values = sql.firstRange(of: "VALUES ") else { return self }
        let row = String(sql[values.upperBound...])
        return Query(sql: sql + String(repeating: ", " + row, count: count - 1), names: (0..<count).flatMap { _ in names })
    }
}
