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
        .package(url: "https://github.com/jpsim/Yams.git", exact: "6.2.2")
    ],
    targets: [
        .target(name: "YobanCore", swiftSettings: strict),
        .target(name: "YobanRunFormat", swiftSettings: strict),
        .target(name: "CLinux"),
        .target(
            name: "YobanConfig",
            dependencies: ["YobanCore", .product(name: "Yams", package: "Yams")],
            swiftSettings: strict
        ),
        .target(name: "YobanTestKit", dependencies: ["YobanCore"], swiftSettings: strict),
        .testTarget(name: "YobanCoreTests", dependencies: ["YobanCore"], swiftSettings: strict),
        .testTarget(name: "YobanConfigTests", dependencies: ["YobanConfig", "YobanCore"], swiftSettings: strict),
    ]
)
