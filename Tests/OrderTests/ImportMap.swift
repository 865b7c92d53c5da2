/// Which room may import which of ours: the map of the house.
let mayImport: [String: Set<String>] = [
    "YobanCore": [],
    "YobanRunFormat": [],
    "CLinux": [],
    "yoban-shim": ["YobanRunFormat", "CLinux"],
    "CMariaDB": [],
    "CLibPQ": [],
    "YobanRows": ["YobanCore"],
    "YobanSQLite": ["YobanCore", "YobanRows"],
    "YobanMySQL": ["YobanCore", "YobanRows", "CMariaDB"],
    "YobanPostgres": ["YobanCore", "YobanRows", "CLibPQ"],
    "YobanExecution": ["YobanRunFormat", "CLinux"],
    "YobanWorker": ["YobanCore", "YobanExecution", "YobanRunFormat"],
    "YobanScheduler": ["YobanCore"],
    "YobanOperations": ["YobanCore"],
    "YobanHTTP": ["YobanCore", "YobanOperations"],
    "YobanConfig": ["YobanCore"],
    "YobanTerminal": ["YobanCore"],
    "YobanCommands": [
        "YobanCore", "YobanSQLite", "YobanMySQL", "YobanPostgres", "YobanExecution", "YobanRunFormat", "YobanWorker", "YobanScheduler",
        "YobanOperations", "YobanHTTP", "YobanConfig", "YobanTerminal",
    ],
    "yoban": ["YobanCommands"],
    "YobanTestKit": ["YobanCore"],
]

/// The one room that may import each module that isn't ours.
let landlords: [String: Set<String>] = [
    "ArgumentParser": ["YobanCommands"],
    "Logging": ["YobanCommands", "YobanHTTP"],
    "ServiceLifecycle": ["YobanCommands", "YobanHTTP"],
    "UnixSignals": ["YobanCommands"],
    "GRDB": ["YobanSQLite"],
    "Yams": ["YobanConfig"],
    "Crypto": ["YobanOperations"],
    "Hummingbird": ["YobanHTTP"],
    "HummingbirdCore": ["YobanHTTP"],
    "HummingbirdTLS": ["YobanHTTP"],
    "HTTPTypes": ["YobanHTTP"],
    "NIOCore": ["YobanHTTP"],
    "NIOHTTPTypes": ["YobanHTTP"],
    "NIOSSL": ["YobanHTTP"],
    "Testing": ["YobanTestKit"],
    // Not in Core, RunFormat or the shim: they stay small and quick to start.
    "Foundation": ["YobanSQLite", "YobanTestKit"],
    "FoundationEssentials": ["YobanRows", "YobanSQLite"],
    "Dispatch": ["YobanWorker", "YobanExecution", "YobanSQLite", "YobanPostgres"],
    "Glibc": [
        "YobanRunFormat", "yoban-shim", "YobanSQLite", "YobanMySQL", "YobanPostgres", "YobanExecution", "YobanWorker", "YobanConfig",
        "YobanTerminal", "YobanCommands", "YobanHTTP", "YobanTestKit",
    ],
    "Synchronization": [
        "YobanSQLite", "YobanMySQL", "YobanPostgres", "YobanExecution", "YobanWorker", "YobanOperations", "YobanTerminal",
        "YobanCommands", "YobanHTTP", "YobanTestKit",
    ],
    "CLinux": ["yoban-shim", "YobanExecution"],
]
