import Hummingbird
import YobanCore

/// What goes with one request on its way through the house.
struct Context: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The IP address that it comes from; nil for a socket of this machine.
    let address: String?
    /// As the answer names it.
    var requestID = ""
    /// Of messages to whoever asks.
    var language = Language.english
    /// What is left to whoever asks, once that is known.
    let allowance = AllowanceNote()

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        address = source.channel.remoteAddress?.ipAddress
    }
}
