/// Why a notice could not be sent. Holds no secret and no path of an address: it is kept in the store and shown.
package struct SendFailure: Error, Sendable, Equatable {
    /// In English: it is kept for programs and people of any language, as what receivers and systems say is.
    package var message: String
    /// The receiver never wants it.
    package var isFinal = false

    package init(_ message: String, isFinal: Bool = false) {
        self.message = message
        self.isFinal = isFinal
    }
}
