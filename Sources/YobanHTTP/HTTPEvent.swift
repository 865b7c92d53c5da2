package import YobanCore

/// What is worth a line in the log.
package enum HTTPEvent: Sendable, Equatable {
    /// Requests are taken from now on, at this address.
    case listening(address: String)
    /// The address is bound, but can't be given to clients; the server ends.
    case notListening(why: Text)
    /// A request could not be carried out through no fault of its sender.
    case failed(requestID: String, method: String, path: String, why: Text)
    case ended

    /// One line.
    package var text: Text {
        switch self {
        case .listening(let address): Text(ja: "HTTP を待ち受けています: \(address)", en: "Listening for HTTP on \(address)")
        case .notListening(let why): why
        case .failed(let id, let method, let path, let why):
            Text(
                ja: "HTTP リクエスト \(id) (\(method) \(path.shortened)) を処理できませんでした: \(why.ja)",
                en: "HTTP request \(id) (\(method) \(path.shortened)) failed: \(why.en)")
        case .ended: Text(ja: "HTTP の待ち受けを終了しました", en: "Listening for HTTP has ended")
        }
    }

    package var isError: Bool {
        switch self {
        case .listening, .ended: false
        case .notListening, .failed: true
        }
    }
}
