// swift-tools-version: 6.3
import PackageDescription

/// One strict list for every target: the compiler is the first reviewer.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    .treatAllWarnings(as: .error),
    .treatWarning("DeprecatedDeclaration", as: .warning),
]

/// The shim is there once for every running job, also when the rest of the product is being replaced: it needs nothing but the kernel.
let alone = ["-static-executable"]

let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let http: [Target.Dependency] = [
    hummingbird, .product(name: "HummingbirdCore", package: "hummingbird"),
    .product(name: "HummingbirdTLS", package: "hummingbird"), httpTypes, nio,
    .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
    .product(name: "NIOSSL", package: "swift-nio-ssl"),
]
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let httpClient: [Target.Dependency] = [
    .product(name: "AsyncHTTPClient", package: "async-http-client"), .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
    .product(name: "NIOSSL", package: "swift-nio-ssl"),
]

let package = Package(
    name: "yoban",
    products: [
        .executable(name: "yoban", targets: ["yoban"]),
        .executable(name: "yoban-shim", targets: ["yoban-shim"]),
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift.git", exact: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams.git", exact: "6.2.2"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", exact: "1.8.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-log.git", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-crypto.git", exact: "4.5.2"),
        // Without its default traits, which bring all of Foundation.
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/hummingbird-project/swift-mustache.git", exact: "2.1.1"),
        .package(url: "https://github.com/swift-server/async-http-client.git", exact: "1.37.0"),
        .package(url: "https://github.com/apple/swift-http-types.git", exact: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-nio.git", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", exact: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", exact: "2.37.6"),
    ],
    targets: [
        .target(name: "YobanCore", swiftSettings: strict),
        .target(name: "YobanRunFormat", swiftSettings: strict),
        .target(name: "CLinux"),
        .executableTarget(
            name: "yoban-shim", dependencies: ["YobanRunFormat", "CLinux"],
            swiftSettings: strict + [.unsafeFlags(alone)],
            linkerSettings: [.unsafeFlags(alone), .unsafeFlags(["-Xlinker", "-s"], .when(configuration: .release))]),
        .target(name: "YobanRows", dependencies: ["YobanCore"], swiftSettings: strict),
        .target(name: "YobanSQLite", dependencies: ["YobanCore", "YobanRows", grdb], swiftSettings: strict),
        // Loaded when they are first used; only their headers are needed here.
        .target(name: "CMariaDB"),
        .target(name: "YobanMySQL", dependencies: ["YobanCore", "YobanRows", "CMariaDB"], swiftSettings: strict),
        .target(name: "CLibPQ"),
        .target(name: "YobanPostgres", dependencies: ["YobanCore", "YobanRows", "CLibPQ"], swiftSettings: strict),
        .target(name: "YobanExecution", dependencies: ["YobanRunFormat", "CLinux"], swiftSettings: strict),
        .target(name: "YobanWorker", dependencies: ["YobanCore", "YobanExecution", "YobanRunFormat"], swiftSettings: strict),
        .target(name: "YobanScheduler", dependencies: ["YobanCore"], swiftSettings: strict),
        .target(name: "YobanOperations", dependencies: ["YobanCore", crypto], swiftSettings: strict),
        .target(name: "YobanHTTP", dependencies: ["YobanCore", "YobanOperations", lifecycle, logging] + http, swiftSettings: strict),
        // Pages, styles and scripts, inside the program: it works when it is copied alone.
        .target(name: "CAssets", exclude: ["pages", "styles", "scripts"], cSettings: [.unsafeFlags(["-Wno-c23-extensions"])]),
        .target(
            name: "YobanAdmin",
            dependencies: ["YobanCore", "YobanOperations", "YobanHTTP", "CAssets", mustache, hummingbird, httpTypes, nio],
            swiftSettings: strict),
        .target(
            name: "YobanNotices",
            dependencies: ["YobanCore", "YobanOperations", "YobanExecution", "YobanRunFormat", crypto] + httpClient,
            swiftSettings: strict),
        .target(
            name: "YobanClient",
            dependencies: ["YobanCore", "YobanOperations"] + httpClient, swiftSettings: strict),
        .target(name: "YobanConfig", dependencies: ["YobanCore", yams], swiftSettings: strict),
        .target(name: "YobanTerminal", dependencies: ["YobanCore"], swiftSettings: strict),
        .target(
            name: "YobanCommands",
            dependencies: [
                "YobanCore", "YobanSQLite", "YobanMySQL", "YobanPostgres", "YobanExecution", "YobanRunFormat", "YobanWorker",
                "YobanScheduler",
                "YobanOperations", "YobanNotices", "YobanHTTP", "YobanAdmin", "YobanClient", "YobanConfig", "YobanTerminal", arguments,
                lifecycle,
                signals, logging,
            ],
            swiftSettings: strict),
        .executableTarget(name: "yoban", dependencies: ["YobanCommands"], swiftSettings: strict),
        .target(name: "YobanTestKit", dependencies: ["YobanCore"], swiftSettings: strict),
        .executableTarget(
            name: "store-benchmark", dependencies: ["YobanMySQL", "YobanPostgres", "YobanCore"], path: "Benchmarks/Store",
            swiftSettings: strict),

        .testTarget(name: "OrderTests", swiftSettings: strict),
        .testTarget(name: "YobanCoreTests", dependencies: ["YobanCore", "YobanTestKit"], swiftSettings: strict),
        .testTarget(name: "YobanRunFormatTests", dependencies: ["YobanRunFormat"], swiftSettings: strict),
        .testTarget(
            name: "YobanSQLiteTests", dependencies: ["YobanSQLite", "YobanRows", "YobanCore", "YobanTestKit", grdb],
            swiftSettings: strict),
        .testTarget(
            name: "YobanMySQLTests", dependencies: ["YobanMySQL", "YobanRows", "YobanCore", "YobanTestKit", "CMariaDB"],
            swiftSettings: strict),
        .testTarget(
            name: "YobanPostgresTests", dependencies: ["YobanPostgres", "YobanRows", "YobanCore", "YobanTestKit"], swiftSettings: strict),
        .testTarget(
            name: "YobanExecutionTests", dependencies: ["YobanExecution", "YobanRunFormat", "CLinux"], swiftSettings: strict),
        // Apart from the worker's: an exit test waits for any child of its process, and the others have many.
        .testTarget(name: "YobanLogTests", dependencies: ["YobanWorker", "YobanCore"], swiftSettings: strict),
        .testTarget(
            name: "YobanWorkerTests",
            dependencies: [
                "YobanWorker", "YobanCore", "YobanExecution", "YobanRunFormat", "YobanScheduler", "YobanSQLite", "YobanTestKit", "yoban",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "YobanSchedulerTests", dependencies: ["YobanScheduler", "YobanCore", "YobanTestKit"], swiftSettings: strict),
        .testTarget(
            name: "YobanOperationsTests", dependencies: ["YobanOperations", "YobanCore", "YobanTestKit"], swiftSettings: strict),
        .testTarget(
            name: "YobanHTTPTests",
            dependencies: [
                "YobanHTTP", "YobanOperations", "YobanCore", "YobanTestKit", lifecycle, logging,
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
            ] + http,
            swiftSettings: strict),
        .testTarget(
            name: "YobanAdminTests",
            dependencies: [
                "YobanAdmin", "YobanHTTP", "YobanOperations", "YobanCore", "YobanTestKit", logging,
                .product(name: "HummingbirdTesting", package: "hummingbird"),
            ] + http,
            swiftSettings: strict),
        .testTarget(
            name: "YobanNoticesTests",
            dependencies: [
                "YobanNotices", "YobanOperations", "YobanSQLite", "YobanCore", "YobanTestKit", crypto,
            ] + httpClient,
            swiftSettings: strict),
        .testTarget(
            name: "YobanClientTests", dependencies: ["YobanClient", "YobanOperations", "YobanCore"], swiftSettings: strict),
        .testTarget(name: "YobanConfigTests", dependencies: ["YobanConfig", "YobanCore"], swiftSettings: strict),
        .testTarget(name: "YobanTerminalTests", dependencies: ["YobanTerminal", "YobanCore", "YobanTestKit"], swiftSettings: strict),
        .testTarget(
            name: "YobanCommandsTests",
            dependencies: ["YobanCommands", "YobanCore", "YobanExecution", "YobanRunFormat", "YobanTestKit", "yoban"],
            swiftSettings: strict),
    ]
)
