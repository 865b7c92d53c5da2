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

let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")

let package = Package(
    name: "yoban",
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift.git", exact: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams.git", exact: "6.2.2"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", exact: "1.8.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-log.git", exact: "1.16.2"),
    ],
    targets: [
        .target(name: "YobanCore", swiftSettings: strict),
        .target(name: "CLinux"),
        .target(name: "YobanSQLite", dependencies: ["YobanCore", grdb], swiftSettings: strict),
        .target(name: "YobanConfig", dependencies: ["YobanCore", yams], swiftSettings: strict),
        .target(name: "YobanOperations", dependencies: ["YobanCore"], swiftSettings: strict),
        .target(name: "YobanScheduler", dependencies: ["YobanCore"], swiftSettings: strict),
        .target(name: "YobanCommands", dependencies: ["YobanCore", arguments, lifecycle, logging], swiftSettings: strict),
        .testTarget(name: "OrderTests", swiftSettings: strict),
    ]
)
