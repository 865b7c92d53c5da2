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

let package = Package(
    name: "yoban",
    targets: [
        .target(name: "YobanCore", swiftSettings: strict),
        .target(name: "YobanRunFormat", swiftSettings: strict),
        .target(name: "CLinux"),
        .executableTarget(
            name: "yoban-shim", dependencies: ["YobanRunFormat", "CLinux"],
            swiftSettings: strict + [.unsafeFlags(alone)],
            linkerSettings: [.unsafeFlags(alone), .unsafeFlags(["-Xlinker", "-s"], .when(configuration: .release))]),
        .target(name: "YobanExecution", dependencies: ["YobanRunFormat", "CLinux"], swiftSettings: strict),
        .target(name: "YobanTestKit", dependencies: ["YobanCore"], swiftSettings: strict),
        .testTarget(name: "YobanRunFormatTests", dependencies: ["YobanRunFormat"], swiftSettings: strict),
        .testTarget(name: "YobanExecutionTests", dependencies: ["YobanExecution", "YobanRunFormat", "CLinux"], swiftSettings: strict),
    ]
)
