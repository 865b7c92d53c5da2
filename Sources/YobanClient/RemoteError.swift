package import YobanCore

/// Why a server did not do what it was asked for, or could not be asked.
package struct RemoteError: Error, Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        /// What was asked for can't be meant.
        case usage
        /// The server has no such job, or it is not in the state for it.
        case refused
        /// The token is none, or may not do it.
        case notAllowed
        /// Later it may be done.
        case tryAgain
        case unreachable
        /// What was answered is not what a server of this version says.
        case strange
    }

    package let kind: Kind
    /// What happened, why, and the next command.
    package let text: Text

    package init(_ kind: Kind, _ text: Text) {
        self.kind = kind
        self.text = text
    }
}
