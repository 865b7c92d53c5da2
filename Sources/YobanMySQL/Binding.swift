import CMariaDB

/// Memory that the library reads parameters from. It must outlive the execution.
final class BoundParameters {
    private var binds: [MYSQL_BIND] = []
    private var memory: [UnsafeMutableRawPointer] = []

    init(_ values: [Value]) {
        for value in values {
            var bind = MYSQL_BIND()
            switch value {
            case .null:
                bind.buffer_type = MYSQL_TYPE_NULL
            case .integer(let number):
                bind.buffer_type = MYSQL_TYPE_LONGLONG
                bind.buffer = copy(withUnsafeBytes(of: number) { Array($0) })
            case .text(let text):
                point(&bind, MYSQL_TYPE_STRING, to: Array(text.utf8))
            case .bytes(let bytes):
                point(&bind, MYSQL_TYPE_BLOB, to: bytes)
            }
            binds.append(bind)
        }
    }

    private func point(_ bind: inout MYSQL_BIND, _ type: enum_field_types, to bytes: [UInt8]) {
        bind.buffer_type = type
        bind.buffer = copy(bytes)
        bind.buffer_length = UInt(bytes.count)
        bind.length = copy(withUnsafeBytes(of: UInt(bytes.count)) { Array($0) }).assumingMemoryBound(to: UInt.self)
    }

    deinit { for pointer in memory { pointer.deallocate() } }

    func bind(to statement: UnsafeMutablePointer<MYSQL_STMT>) -> Bool { binds.isEmpty || mysql_stmt_bind_param(statement, &binds) == 0 }

    private func copy(_ bytes: [UInt8]) -> UnsafeMutableRawPointer {
        let pointer = UnsafeMutableRawPointer.allocate(byteCount: max(bytes.count, 1), alignment: 8)
        pointer.copyMemory(from: bytes, byteCount: bytes.count)
        memory.append(pointer)
        return pointer
    }
}

/// Memory that the library writes the columns of a row to. A value that is longer than its place is fetched again by itself.
final class ResultColumns {
    private static let place = 256

    private let count: Int
    private let buffer: UnsafeMutableRawPointer
    private let lengths: UnsafeMutablePointer<UInt>
    private let nulls: UnsafeMutablePointer<my_bool>
    private let truncations: UnsafeMutablePointer<my_bool>
    private var binds: [MYSQL_BIND] = []

    init(count: Int) {
        self.count = count
        buffer = .allocate(byteCount: max(count, 1) * Self.place, alignment: 8)
        lengths = .allocate(capacity: count)
        nulls = .allocate(capacity: count)
        truncations = .allocate(capacity: count)
        lengths.initialize(repeating: 0, count: count)
        nulls.initialize(repeating: 0, count: count)
        truncations.initialize(repeating: 0, count: count)
        binds = (0..<count).map { column in
            var bind = MYSQL_BIND()
            bind.buffer_type = MYSQL_TYPE_STRING
            bind.buffer = buffer + column * Self.place
            bind.buffer_length = UInt(Self.place)
            bind.length = lengths + column
            bind.is_null = nulls + column
            bind.error = truncations + column
            return bind
        }
    }

    deinit {
        buffer.deallocate()
        lengths.deallocate()
        nulls.deallocate()
        truncations.deallocate()
    }

    func bind(to statement: UnsafeMutablePointer<MYSQL_STMT>) -> Bool { count == 0 || mysql_stmt_bind_result(statement, &binds) == 0 }

    /// The row that was just fetched.
    func cells(_ statement: UnsafeMutablePointer<MYSQL_STMT>) -> [[UInt8]?] {
        (0..<count).map { column in
            if nulls[column] != 0 { return nil }
            let length = Int(lengths[column])
            guard length > Self.place else {
                return Array(UnsafeRawBufferPointer(start: buffer + column * Self.place, count: length))
            }
            return long(statement, column, length)
        }
    }

    private func long(_ statement: UnsafeMutablePointer<MYSQL_STMT>, _ column: Int, _ length: Int) -> [UInt8] {
        let whole = UnsafeMutableRawBufferPointer.allocate(byteCount: length, alignment: 1)
        defer { whole.deallocate() }
        var bind = binds[column]
        bind.buffer = whole.baseAddress
        bind.buffer_length = UInt(length)
        guard mysql_stmt_fetch_column(statement, &bind, UInt32(column), 0) == 0 else { return [] }
        return Array(whole)
    }
}
