/// The names that stand for a whole expression.
enum CronShortcut: String, CaseIterable {
    case hourly = "@hourly"
    case daily = "@daily"
    case midnight = "@midnight"
    case weekly = "@weekly"
    case monthly = "@monthly"
    case yearly = "@yearly"
    case annually = "@annually"

    /// The five fields it stands for.
    var fields: String {
        switch self {
        case .hourly: "0 * * * *"
        case .daily, .midnight: "0 0 * * *"
        case .weekly: "0 0 * * 0"
        case .monthly: "0 0 1 * *"
        case .yearly, .annually: "0 0 1 1 *"
        }
    }

    /// All of them, for error messages.
    static var list: Text {
        Text(ja: allCases.map(\.rawValue).joined(separator: "、"), en: allCases.map(\.rawValue).joined(separator: ", "))
    }
}
