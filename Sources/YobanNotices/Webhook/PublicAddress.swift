/// Tells addresses of the internet from those that only this machine or network reaches, by the registries of special addresses (RFC 6890,
/// IANA). What is in doubt is not public.
package enum PublicAddress {
    /// - Parameter address: 4 or 16 bytes in the order of the network.
    package static func isPublic(_ address: [UInt8]) -> Bool {
        switch address.count {
        case 4: isPublicV4(address)
        case 16: isPublicV6(address)
        default: false
        }
    }

    private static let specialV4: [(prefix: [UInt8], bits: Int)] = [
        // this network; private; carrier's NAT; loopback; link-local, with the clouds' metadata
        ([0, 0, 0, 0], 8), ([10, 0, 0, 0], 8), ([100, 64, 0, 0], 10), ([127, 0, 0, 0], 8), ([169, 254, 0, 0], 16),
        // private; protocol assignments; documentation; 6to4 relays; private
        ([172, 16, 0, 0], 12), ([192, 0, 0, 0], 24), ([192, 0, 2, 0], 24), ([192, 88, 99, 0], 24), ([192, 168, 0, 0], 16),
        // benchmarks; documentation; multicast; reserved, broadcast
        ([198, 18, 0, 0], 15), ([198, 51, 100, 0], 24), ([203, 0, 113, 0], 24), ([224, 0, 0, 0], 4), ([240, 0, 0, 0], 4),
    ]

    private static func isPublicV4(_ address: [UInt8]) -> Bool {
        !specialV4.contains { begins(address, with: $0.prefix, bits: $0.bits) }
    }

    private static func isPublicV6(_ address: [UInt8]) -> Bool {
        // An IPv4 address in another dress is what it is underneath: mapped (::ffff:0:0/96), NAT64 (64:ff9b::/96).
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
        let translated: [UInt8] = [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]
        if begins(address, with: mapped, bits: 96) || begins(address, with: translated, bits: 96) {
            return isPublicV4(Array(address[12...]))
        }
        // All that was given out for the internet lies in 2000::/3.
        guard begins(address, with: [0x20], bits: 3) else { return false }
        // Protocol assignments, Teredo and ORCHID among them; documentation, twice.
        if begins(address, with: [0x20, 0x01, 0, 0], bits: 23) { return false }
        if begins(address, with: [0x20, 0x01, 0x0D, 0xB8], bits: 32) { return false }
        if begins(address, with: [0x3F, 0xFF, 0], bits: 20) { return false }
        // 6to4 leads to the IPv4 address within.
        if begins(address, with: [0x20, 0x02], bits: 16) { return isPublicV4(Array(address[2..<6])) }
        return true
    }

    private static func begins(_ address: [UInt8], with prefix: [UInt8], bits: Int) -> Bool {
        let whole = bits / 8
        guard address.prefix(whole).elementsEqual(prefix.prefix(whole)) else { return false }
        guard bits % 8 > 0 else { return true }
        let mask = UInt8(truncatingIfNeeded: 0xFF << (8 - bits % 8))
        return address[whole] & mask == prefix[whole] & mask
    }
}
