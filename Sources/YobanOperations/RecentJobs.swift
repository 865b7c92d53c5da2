package import YobanCore

extension Operations {
    /// The newest jobs of a definition, newest first.
    package func newest(of key: JobKey, limit: Int) async throws(OperationError) -> [Job] {
        var filter = JobFilter()
        filter.keyGlob = key.value
        filter.limit = limit
        return try await jobs(filter)
    }

    /// The newest jobs of the definition of a job, which may be among them; none of a job without one.
    package func othersOfSameDefinition(as job: Job) async throws(OperationError) -> [Job] {
        guard let key = job.key else { return [] }
        return try await newest(of: key, limit: 20)
    }

    /// What the last attempts of these jobs used, of those of which it is known, in their order.
    package func lastSeries(of jobs: [JobID]) async throws(OperationError) -> [RunSeries] {
        var names: [AttemptID] = []
        for id in jobs {
            if let last = try await attempts(of: id).last { names.append(last.id) }
        }
        let found = try await series(of: names)
        return names.compactMap { found[$0] }
    }

    /// The newest jobs of each of these definitions, newest first; a few are asked for at a time.
    package func newest(of keys: [JobKey], each limit: Int) async throws(OperationError) -> [JobKey: [Job]] {
        var found: [JobKey: [Job]] = [:]
        var rest = keys[...]
        // A database server answers several at once; more would keep the pages of others waiting.
        let most = 4
        let answers = await withTaskGroup(of: (JobKey, Result<[Job], OperationError>).self) { group in
            var answers: [(JobKey, Result<[Job], OperationError>)] = []
            func next() {
                guard let key = rest.popFirst() else { return }
                group.addTask {
                    do throws(OperationError) { return (key, .success(try await self.newest(of: key, limit: limit))) } catch {
                        return (key, .failure(error))
                    }
                }
            }
            for _ in 0..<most { next() }
            for await answer in group {
                answers.append(answer)
                next()
            }
            return answers
        }
        for (key, answer) in answers { found[key] = try answer.get() }
        return found
    }
}
