import HummingbirdTesting
import Testing
import YobanHTTP
@Test func a() {}
