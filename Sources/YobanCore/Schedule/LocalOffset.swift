/// What a time zone observes for a while: its distance from UTC and what that is called.
package struct LocalOffset: Sendable, Hashable {
    /// Seconds to add to UTC; positive east of Greenwich.
    package let seconds: Int
    /// Whether the zone calls it daylight-saving time. In Ireland and Morocco that is the *earlier* clock, in winter and Ramadan.
    package let isDaylight: Bool
    /// `JST`, `CEST`, `+0545`: for people only, not unique.
    package let abbreviation: String

    /// What RFC 9636 (3.2) lets a zone observe: more than -25 and less than +26 hours.
    static let range = -89_999...93_599
}
