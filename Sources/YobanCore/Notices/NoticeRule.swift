/// Of what is told, and how.
package struct NoticeRule: Sendable, Equatable {
    package var kinds: Set<NoticeKind>
    /// What the channel is called in the store, in logs and in the API; unique in its list. A notice that waits is sent to the channel that
    /// has the name then, so that a wrong address can be corrected while notices wait.
    package var name: String
    package var channel: NoticeChannel
    /// Where the catalogue says so, for messages.
    package var location: Location

    package init(
        kinds: Set<NoticeKind> = NoticeKind.usual, name: String, channel: NoticeChannel, location: Location = Location(file: "")
    ) {
        self.kinds = kinds
        self.name = name
        self.channel = channel
        self.location = location
    }

    /// In characters.
    package static let longestName = 100
}

/// A way by which a notice goes out.
package enum NoticeChannel: Sendable, Equatable {
    case webhook(Webhook)
    /// A program and its arguments. No shell reads them.
    case command([String])
}

/// Where a notice is posted.
package struct Webhook: Sendable, Equatable {
    package var url: WebhookURL
    package var secret: Secret?
    /// Whether the address may be one that only this network reaches: loopback, private, link-local.
    package var allowsPrivate = false
    /// A PEM file of authorities, absolute, instead of the system's.
    package var authorities: String?

    /// Where the secret is that signs a body. It is read when something is sent, and kept nowhere.
    package enum Secret: Sendable, Equatable {
        /// The first line of a file, absolute.
        case file(String)
        /// A variable of the process that sends.
        case environment(String)
    }

    package init(url: WebhookURL) { self.url = url }
}

extension Catalogue {
    /// What is told of a definition's jobs; nil: of jobs without one.
    package func notify(for definition: JobDefinition?) -> [NoticeRule] { definition?.notify ?? notify }

    /// Everything that may be told by anyone.
    package var allNoticeRules: [NoticeRule] { notify + definitions.flatMap { $0.notify ?? [] } }

    /// Variables of the process that hold secrets of webhooks.
    package var secretVariables: Set<String> {
        Set(
            allNoticeRules.compactMap { rule in
                guard case .webhook(let webhook) = rule.channel, case .environment(let name)? = webhook.secret else { return nil }
                return name
            })
    }
}
