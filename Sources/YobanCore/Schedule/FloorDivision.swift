extension Int {
    /// Divides towards minus infinity, as calendars need: the remainder is never negative.
    ///
    /// `divisor` must be positive.
    func flooredDivision(by divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
