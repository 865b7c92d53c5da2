package import Hummingbird
package import YobanCore

/// What goes with one request on its way through the house.
package struct Context: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The IP address that it comes from; nil for a socket of this machine.
    package let address: String?
    /// As the answer names it.
    package var requestID = ""
    /// Of messages to whoever asks.
    package var language = Language.english
    /// What is left to whoever asks, once that is known.
    let allowance = AllowanceNote()

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        address = source.channel.remoteAddress?.ipAddress
    }
}
