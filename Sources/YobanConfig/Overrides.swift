internal import YobanCore

/// What flags and the environment say instead of the file. Their mistakes name the flag or variable.
struct Overrides {
    let flags: Configuration.Flags
    let environment: [String: String]
    /// The working directory.
    let folder: String

    func apply(to settings: inout Settings) -> [Problem] {
        var problems: [Problem] = []
        func refuse(_ source: String, _ message: Text) { problems.append(Problem(at: Location(file: source), message)) }

        if let (text, source) = given(flags.store, "--store", "YOBAN_STORE") {
            switch StoreAddress.resolve(text, in: folder) {
            case .success(let store): settings.store = store
            case .failure(let refusal): refuse(source, refusal.message)
            }
        }
        if let (path, _) = given(flags.state, "--state", "YOBAN_STATE") { settings.state = Path.resolve(path, in: folder) }
        if let (text, source) = given(flags.listen, "--listen", "YOBAN_LISTEN") {
            if let listen = ServerSettings.Listen(parsing: text, in: folder) {
                settings.server.listen = listen
            } else {
                refuse(source, ServerTexts.listen(source, text))
            }
        }
        if let (text, source) = given(flags.language?.rawValue, "--lang", "YOBAN_LANG") {
            if let language = Language(rawValue: text) {
                settings.language = language
            } else {
                let allowed = Language.allCases.map(\.rawValue)
                refuse(
                    source,
                    FieldTexts.wantedChoice(source, found: .init(ja: "「\(text.shortened)」", en: "“\(text.shortened)”"), allowed: allowed))
            }
        }
        if let (text, source) = given(flags.slots.map(String.init), "--slots", "YOBAN_SLOTS") {
            let range = WorkerSettings.slotRange
            switch Int(text) {
            case .some(let slots) where range.contains(slots): settings.worker.slots = slots
            case .some(let slots): refuse(source, FieldTexts.integerRange(source, slots, range))
            case nil:
                let found = Yaml(content: .scalar(text, isPlain: true), mark: .init(line: 0, column: 0))
                refuse(source, FieldTexts.wantedInteger(source, found: found, range))
            }
        }
        return problems
    }

    /// The flag, else the variable unless it is empty, and which of them it was.
    private func given(_ flag: String?, _ flagName: String, _ variable: String) -> (String, String)? {
        if let flag { return (flag, flagName) }
        return environment[variable].flatMap { $0.isEmpty ? nil : ($0, variable) }
    }
}
