import Dispatch
import Glibc
import NIOCore

/// Finds the addresses of a host, and keeps to those that may be used.
enum AddressLookup {
    /// As text, in the system's order. Takes no longer than `patience`; what hangs in the system's resolver is left there.
    static func addresses(
        of host: String, allowsPrivate: Bool, patience: Duration
    ) async throws(SendFailure) -> [String] {
        let found = try await resolved(host, patience: patience)
        guard !found.isEmpty else { throw SendFailure("the host \(host) has no address") }
        let usable = allowsPrivate ? found : found.filter(PublicAddress.isPublic)
        guard !usable.isEmpty else {
            throw SendFailure("the host \(host) has no public address; allow_private: true would allow it")
        }
        return usable.compactMap { (try? SocketAddress(packedIPAddress: ByteBuffer(bytes: $0), port: 0))?.ipAddress }
    }

    private enum Answer: Sendable {
        case found([[UInt8]])
        case failed(String)
    }

    private static func resolved(_ host: String, patience: Duration) async throws(SendFailure) -> [[UInt8]] {
        let (answers, answer) = AsyncStream.makeStream(of: Answer.self, bufferingPolicy: .bufferingOldest(1))
        // The resolver blocks: never on the cooperative pool.
        DispatchQueue.global().async { answer.yield(look(host)) }
        let (seconds, attoseconds) = patience.components
        DispatchQueue.global().asyncAfter(deadline: .now() + Double(seconds) + Double(attoseconds) / 1e18) { answer.finish() }
        for await one in answers {
            switch one {
            case .found(let addresses): return addresses
            case .failed(let message): throw SendFailure("the host \(host) can't be looked up: \(message)")
            }
        }
        throw SendFailure("looking up the host \(host) took too long")
    }

    private static func look(_ host: String) -> Answer {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let failure = getaddrinfo(host, nil, &hints, &list)
        guard failure == 0 else { return .failed(String(cString: gai_strerror(failure))) }
        defer { freeaddrinfo(list) }
        var found: [[UInt8]] = []
        var next = list
        while let entry = next?.pointee {
            let address = bytes(of: entry)
            if !address.isEmpty, !found.contains(address) { found.append(address) }
            next = entry.ai_next
        }
        return .found(found)
    }

    private static func bytes(of entry: addrinfo) -> [UInt8] {
        guard let address = UnsafeRawPointer(entry.ai_addr) else { return [] }
        // Where the kernel's ABI has the address: behind family and port, and behind these and the flow.
        switch entry.ai_family {
        case AF_INET: return Array(UnsafeRawBufferPointer(start: address + 4, count: 4))
        case AF_INET6: return Array(UnsafeRawBufferPointer(start: address + 8, count: 16))
        default: return []
        }
    }
}
