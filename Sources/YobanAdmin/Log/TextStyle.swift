/// How a terminal would show what follows (SGR), in sixteen colours.
struct TextStyle: Equatable {
    /// 0 to 15.
    var foreground: Int?
    var background: Int?
    var isBold = false
    var isDim = false
    var isItalic = false
    var isUnderlined = false
    var isInverse = false

    init() {}

    var isPlain: Bool { self == Self() }

    /// The classes of `screen.css`: `f1 b4 bo`.
    var classes: String {
        var names: [String] = []
        if let foreground { names.append("f\(foreground)") }
        if let background { names.append("b\(background)") }
        if isBold { names.append("bo") }
        if isDim { names.append("di") }
        if isItalic { names.append("it") }
        if isUnderlined { names.append("un") }
        if isInverse { names.append("in") }
        return names.joined(separator: " ")
    }

    /// As ``classes`` wrote it, also with `_` between; what is none of them is left out.
    init(classes text: some StringProtocol) {
        for name in text.split(whereSeparator: { $0 == " " || $0 == "_" }).prefix(7) {
            switch name {
            case "bo": isBold = true
            case "di": isDim = true
            case "it": isItalic = true
            case "un": isUnderlined = true
            case "in": isInverse = true
            default:
                guard let number = Int(name.dropFirst()), (0...15).contains(number) else { continue }
                if name.first == "f" { foreground = number }
                if name.first == "b" { background = number }
            }
        }
    }

    /// Takes the numbers of one `ESC [ … m`.
    mutating func take(_ codes: [Int]) {
        var rest = (codes.isEmpty ? [0] : codes)[...]
        while let code = rest.popFirst() {
            switch code {
            case 0: self = Self()
            case 1: isBold = true
            case 2: isDim = true
            case 3: isItalic = true
            case 4: isUnderlined = true
            case 7: isInverse = true
            case 22: (isBold, isDim) = (false, false)
            case 23: isItalic = false
            case 24: isUnderlined = false
            case 27: isInverse = false
            case 30...37: foreground = code - 30
            case 38: foreground = Self.colour(&rest) ?? foreground
            case 39: foreground = nil
            case 40...47: background = code - 40
            case 48: background = Self.colour(&rest) ?? background
            case 49: background = nil
            case 90...97: foreground = code - 82
            case 100...107: background = code - 92
            default: break
            }
        }
    }

    /// The nearest of the sixteen to what follows 38 or 48: `5;N` or `2;R;G;B`.
    private static func colour(_ rest: inout ArraySlice<Int>) -> Int? {
        switch rest.popFirst() {
        case 5:
            guard let index = rest.popFirst(), (0...255).contains(index) else { return nil }
            if index < 16 { return index }
            if index >= 232 { return nearest([Int](repeating: (index - 232) * 10 + 8, count: 3)) }
            let steps = [0, 95, 135, 175, 215, 255]
            return nearest([steps[(index - 16) / 36], steps[(index - 16) / 6 % 6], steps[(index - 16) % 6]])
        case 2:
            guard rest.count >= 3 else { return nil }
            return nearest((0..<3).map { _ in rest.popFirst() ?? 0 })
        default: return nil
        }
    }

    private static func nearest(_ colour: [Int]) -> Int {
        let brightest = colour.max() ?? 0
        guard brightest >= 64 else { return 0 }
        // A component counts as lit when it has more than half of the brightest one.
        let bits = (0..<3).reduce(0) { $0 + (colour[$1] * 2 > brightest ? 1 << $1 : 0) }
        if bits == 7 { return brightest > 220 ? 15 : brightest > 140 ? 7 : 8 }
        return brightest > 200 ? bits + 8 : bits
    }
}
