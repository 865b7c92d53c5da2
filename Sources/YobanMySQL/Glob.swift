/// A pattern over whole texts in which `*` is any text and `?` any one character. The servers know no such thing that is case-sensitive
/// and leaves other characters alone.
struct Glob {
    let text: String

    init(_ text: String) { self.text = text }

    /// Whether it stands for itself only.
    var isPlain: Bool { !text.contains { $0 == "*" || $0 == "?" } }

    func matches(_ value: String) -> Bool {
        // Keeps, for the last `*` met, where to go on when what follows it does not match: linear space, no recursion.
        let (pattern, value) = (Array(text), Array(value))
        var (p, v) = (0, 0)
        var retry: (pattern: Int, value: Int)?
        while v < value.count {
            if p < pattern.count, pattern[p] == "*" {
                retry = (p + 1, v)
                p += 1
            } else if p < pattern.count, pattern[p] == "?" || pattern[p] == value[v] {
                p += 1
                v += 1
            } else if let again = retry {
                retry = (again.pattern, again.value + 1)
                (p, v) = (again.pattern, again.value + 1)
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == "*" }
    }
}
