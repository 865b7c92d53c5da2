/// Something wrong with the catalogue, the settings, or what they point at.
package struct Problem: Sendable, Hashable {
    /// Errors make the catalogue unusable; a warning is something that will probably go wrong at night.
    package enum Severity: String, Sendable {
        case error, warning
    }

    package var severity: Severity
    package var location: Location
    /// What is wrong, and what is allowed or what to do.
    package var message: Text

    package init(_ severity: Severity = .error, at location: Location, _ message: Text) {
        self.severity = severity
        self.location = location
        self.message = message
    }

    package var file: String { location.file }
    package var line: Int { location.line }
    package var column: Int { location.column }
}
