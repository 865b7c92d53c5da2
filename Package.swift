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

let package = Package(
    name: "yoban",
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift.git", exact: "7.10.0")
    ],
    targets: [
        .target(name: "YobanCore", swiftSettings: strict),
        .target(name: "YobanRunFormat", swiftSettings: strict),
        .target(name: "CLinux"),
        .target(
            name: "YobanSQLite",
            dependencies: ["YobanCore", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: strict
        ),
        .target(name: "YobanTestKit", dependencies: ["YobanCore"], swiftSettings: strict),
        .testTarget(name: "YobanCoreTests", dependencies: ["YobanCore", "YobanTestKit"], swiftSettings: strict),
        .testTarget(
            name: "YobanSQLiteTests",
            dependencies: ["YobanSQLite", "YobanCore", "YobanTestKit", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: strict
        ),
    ]
)
