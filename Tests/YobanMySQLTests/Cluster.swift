import Foundation
import Testing
import YobanTestKit

@testable import YobanMySQL

/// Three private servers that are one Galera cluster on the loopback interface.
struct Cluster {
    let nodes: [PrivateMariaDB]

    static func start() async throws -> Cluster {
        let ports = try freePorts(9)
        let name = "yoban-" + UUID().uuidString.prefix(8)
        func options(_ node: Int) -> [String] {
            // Small. How long a node may be silent stays as it is by default (5 s): on a busy machine all of them stand still at times.
            let provider = [
                "gmcast.listen_addr=tcp://127.0.0.1:\(ports[node])", "ist.recv_addr=127.0.0.1:\(ports[node + 3])", "gcache.size=8M",
                "gcache.page_size=8M", "pc.recovery=FALSE",
            ]
            return [
                "--wsrep-on=ON", "--wsrep-provider=/usr/lib/galera/libgalera_smm.so", "--wsrep-cluster-name=\(name)",
                "--wsrep-cluster-address=gcomm://" + (node == 0 ? "" : "127.0.0.1:\(ports[0])"), "--wsrep-node-name=node\(node)",
                "--wsrep-node-address=127.0.0.1", "--wsrep-sst-method=rsync",
                "--wsrep-sst-receive-address=127.0.0.1:\(ports[node + 6])",
                "--wsrep-provider-options=" + provider.joined(separator: ";"), "--binlog-format=ROW", "--loose-innodb-autoinc-lock-mode=2",
                "--loose-innodb-flush-log-at-trx-commit=0",
            ]
        }
        // The first one makes the cluster; the others copy it.
        let first = try await PrivateMariaDB.own(options(0))
        async let second = PrivateMariaDB.own(options(1))
        async let third = PrivateMariaDB.own(options(2))
        let cluster = Cluster(nodes: [first, try await second, try await third])
        try #require(await holds { cluster.nodes.allSatisfy(isReady) })
        return cluster
    }

    /// While a node copies the others it takes connections, and refuses what is asked.
    private static func isReady(_ node: PrivateMariaDB) -> Bool {
        guard let admin = try? Admin(node, database: "mysql") else { return false }
        return (try? admin.query("SELECT count(*) FROM user")) != nil && (try? size(node)) == "3"
    }

    static func size(_ node: PrivateMariaDB) throws -> String? {
        try Admin(node, database: "mysql").query("SHOW STATUS LIKE 'wsrep_cluster_size'").first?[1]
    }

    func address(_ node: Int, _ database: String) throws -> MySQLAddress {
        try MySQLAddress(parsing: "mysql://root@/\(database)?socket=\(nodes[node].socket)")
    }

    func kill(_ node: Int) async throws {
        let server = nodes[node]
        try await offPool { server.kill() }
    }
}

/// Ports that nothing listens on right now.
func freePorts(_ count: Int) throws -> [Int] {
    var descriptors: [Int32] = []
    defer { for descriptor in descriptors { close(descriptor) } }
    return try (0..<count).map { _ in
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        descriptors.append(descriptor)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        return try withUnsafeMutablePointer(to: &address) {
            try $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                try #require(bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0)
            }
            return Int(UInt16(bigEndian: $0.pointee.sin_port))
        }
    }
}
