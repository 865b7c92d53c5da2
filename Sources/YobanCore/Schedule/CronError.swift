/// Why a text is not a schedule.
///
/// `message` names the field, quotes what is wrong in it and says what is allowed, in one line without a full stop at its end.
package struct CronError: Error, Sendable, Hashable {
    /// The closed list of reasons.
    package enum Code: Sendable, Hashable, CaseIterable {
        /// More than ``CronExpression/maximumLength`` characters.
        case tooLong
        /// Not five fields.
        case fieldCount
        /// `@something` that is none of the shortcuts.
        case unknownShortcut
        /// Valid in another cron, not here: `L`, `W`, `#`, `?`, `@reboot`.
        case unsupported
        /// Neither a number nor a name of the field.
        case notAValue
        /// A number outside the field's range.
        case outOfRange
        /// A range that ends before it begins.
        case reversedRange
        /// A step that is not a number, too small or too large, or that follows a single value.
        case badStep
        /// Well-formed, but no such day ever comes.
        case neverFires
    }

    package let code: Code
    /// The field at fault; nil when it is the expression as a whole.
    package let field: CronField?
    package let message: Text

    init(_ code: Code, message: Text) {
        self.code = code
        self.field = nil
        self.message = message
    }

    /// An error about one item of a field: `hour "25": …`.
    init(_ code: Code, in field: CronField, item: Substring, _ problem: Text) {
        self.code = code
        self.field = field
        message = Text(ja: "\(field.title.ja)「\(item)」: \(problem.ja)", en: "\(field.title.en) \"\(item)\": \(problem.en)")
    }
}
