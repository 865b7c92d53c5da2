/// Finds what a mistyped word was probably meant to be.
package enum Nearest {
    /// The candidate with the fewest changed, missing, added or swapped letters; nil when none is near enough to be a likely slip.
    /// Of equally near ones the first.
    package static func match(_ word: String, among candidates: some Sequence<String>) -> String? {
        // Longer words are no slips of the fingers, and the comparison is quadratic.
        guard word.count <= 100 else { return nil }
        let letters = Array(word.lowercased())
        let allowed = max(1, letters.count / 3)
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            let other = Array(candidate.lowercased())
            guard abs(other.count - letters.count) <= allowed else { continue }
            let distance = distance(letters, other)
            if distance <= allowed, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.candidate
    }

    /// Edit distance in which two swapped neighbours count once (optimal string alignment).
    private static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var cost = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
                row.append(cost)
            }
            beforeLast = last
            last = row
        }
        return last[b.count]
    }
}
