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
    targets: [
        .target(name: "YobanCore", swiftSettings: strict),
        .target(name: "YobanRunFormat", swiftSettings: strict),
        .target(name: "CLinux"),
        .target(name: "YobanTerminal", dependencies: ["YobanCore"], swiftSettings: strict),
        .target(name: "YobanWorker", dependencies: ["YobanCore"], swiftSettings: strict),
        .target(name: "YobanTestKit", dependencies: ["YobanCore"], swiftSettings: strict),
        .testTarget(name: "YobanTerminalTests", dependencies: ["YobanTerminal", "YobanCore"], swiftSettings: strict),
        .testTarget(name: "YobanWorkerTests", dependencies: ["YobanWorker", "YobanCore"], swiftSettings: strict),
    ]
)
