import Glibc
import Testing
import YobanNotices

@Suite("Which addresses are public") struct PublicAddressTests {
    private static func bytes(_ text: String) throws -> [UInt8] {
        var v4 = in_addr()
        if inet_pton(AF_INET, text, &v4) == 1 { return withUnsafeBytes(of: v4) { Array($0) } }
        var v6 = in6_addr()
        try #require(inet_pton(AF_INET6, text, &v6) == 1, "\(text)")
        return withUnsafeBytes(of: v6) { Array($0) }
    }

    @Test(
        "those of the internet",
        arguments: [
            "8.8.8.8", "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.1",
            "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0",
            "223.255.255.255", "2606:4700:4700::1111", "2001:4860:4860::8888", "2400:cb00::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8",
            "2002:808:808::1",
        ])
    func open(_ text: String) throws { #expect(PublicAddress.isPublic(try Self.bytes(text))) }

    @Test(
        "those of this machine and network, and what is nobody's",
        arguments: [
            "0.0.0.0", "0.1.2.3", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1", "127.255.255.255",
            "169.254.169.254", "172.16.0.0", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.0.1", "192.168.255.255",
            "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1",
            "255.255.255.255", "::", "::1", "::7f00:1", "fe80::1", "fec0::1", "fc00::1", "fdff::1", "ff02::1", "100::1", "2001:db8::1",
            "2001::1", "2001:10::1", "2001:20::1", "3fff::1", "5f00::1", "4000::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
            "::ffff:169.254.169.254", "64:ff9b::10.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b:1::8.8.8.8", "2002:7f00:1::1", "2002:a00:1::1",
            "2002:c0a8:101::1",
        ])
    func closed(_ text: String) throws { #expect(!PublicAddress.isPublic(try Self.bytes(text))) }

    @Test("what is no address is not public") func noAddress() {
        #expect(!PublicAddress.isPublic([]) && !PublicAddress.isPublic([8, 8, 8]))
    }
}

@Suite("Signatures") struct SignatureTests {
    @Test("as openssl makes them: printf '1767225600.{\"a\":\"夜\"}' | openssl dgst -sha256 -hmac hunter2")
    func known() {
        let signature = Signature.value(of: "{\"a\":\"夜\"}", timestamp: "1767225600", secret: Array("hunter2".utf8))
        #expect(signature == "sha256=95446ae70b955123fee5a820a92b75473af314e951e883f082fc3d2d545fb319")
    }
}
