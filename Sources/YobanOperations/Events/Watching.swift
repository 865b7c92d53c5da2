import YobanCore

extension Operations {
    /// Throws unless the principal may be told what happens to the jobs that it sees.
    package func mayWatch() throws(OperationError) { try require(.jobsRead) }
}
