/// Reads a compiled time zone file, as RFC 9636 (3) lays it out. Big-endian throughout; nothing in the bytes is trusted.
struct TZifReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Reads the whole file: from version 2 on the block with 64-bit times, after passing over the one with 32-bit times.
    mutating func rules() throws(TimeZoneError) -> TimeZoneRules {
        var header = try TZifHeader(take(TZifHeader.size))
        guard header.version >= 2 else { return try block(header, timeSize: 4, hasFooter: false) }
        _ = try take(header.blockSize(timeSize: 4))
        header = try TZifHeader(take(TZifHeader.size))
        return try block(header, timeSize: 8, hasFooter: true)
    }

    private mutating func block(_ header: TZifHeader, timeSize: Int, hasFooter: Bool) throws(TimeZoneError) -> TimeZoneRules {
        guard header.leapSeconds == 0 else { throw .leapSeconds }
        guard 1...256 ~= header.types else { throw .corrupt("typecnt") }
        // Asked first, so that a made-up count costs no memory.
        guard header.blockSize(timeSize: timeSize) <= bytes.count - position else { throw .truncated }

        let transitions = try transitions(count: header.transitions, size: timeSize)
        let typeAfter = try Array(take(header.transitions))
        guard typeAfter.allSatisfy({ $0 < header.types }) else { throw .corrupt("transition type") }
        let typeRecords = try take(6 * header.types)
        let designations = try take(header.designationBytes)
        _ = try take(header.indicators)
        let types = try Self.types(typeRecords, designations)
        let rule = hasFooter ? try footer() : nil
        return TimeZoneRules(transitions: transitions, types: types, typeAfter: typeAfter, rule: rule)
    }

    private mutating func transitions(count: Int, size: Int) throws(TimeZoneError) -> [Int] {
        var transitions: [Int] = []
        transitions.reserveCapacity(count)
        for _ in 0..<count {
            let time = Self.signed(try take(size))
            // RFC 9636 (3.2): none earlier than -2^59, which is before the Big Bang.
            guard -(1 << 59)...(1 << 59) ~= time else { throw .corrupt("transition time") }
            if let last = transitions.last, last >= time { throw .corrupt("order of transition times") }
            transitions.append(time)
        }
        return transitions
    }

    private static func types(_ records: ArraySlice<UInt8>, _ designations: ArraySlice<UInt8>) throws(TimeZoneError) -> [LocalOffset] {
        var types: [LocalOffset] = []
        for start in stride(from: records.startIndex, to: records.endIndex, by: 6) {
            let offset = signed(records[start..<start + 4])
            guard LocalOffset.range ~= offset else { throw .corrupt("utoff") }
            guard records[start + 4] <= 1 else { throw .corrupt("isdst") }
            let name = designations.dropFirst(Int(records[start + 5]))
            guard let end = name.firstIndex(of: 0) else { throw .corrupt("time zone designation") }
            let abbreviation = String(decoding: name[..<end], as: UTF8.self)
            types.append(LocalOffset(seconds: offset, isDaylight: records[start + 4] == 1, abbreviation: abbreviation))
        }
        return types
    }

    /// The rule between two newlines; nil when it is empty.
    private mutating func footer() throws(TimeZoneError) -> PosixRule? {
        let newline = UInt8(ascii: "\n")
        guard try take(1).first == newline else { throw .corrupt("footer") }
        guard let end = bytes[position...].firstIndex(of: newline) else { throw .truncated }
        let text = try Array(take(end - position))
        guard !text.isEmpty else { return nil }
        guard let rule = PosixRule(text) else { throw .badRule(text) }
        return rule
    }

    private mutating func take(_ count: Int) throws(TimeZoneError) -> ArraySlice<UInt8> {
        guard count <= bytes.count - position else { throw .truncated }
        defer { position += count }
        return bytes[position..<position + count]
    }

    /// A big-endian two's complement number of four or eight bytes.
    private static func signed(_ bytes: ArraySlice<UInt8>) -> Int {
        let unsigned = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return bytes.count == 4 ? Int(Int32(truncatingIfNeeded: unsigned)) : Int(Int64(bitPattern: unsigned))
    }
}
