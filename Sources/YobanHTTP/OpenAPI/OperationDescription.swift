import YobanCore

/// What the document says of one method at one path.
struct OperationDescription {
    /// A value in the path, the query or the head of a request.
    struct Parameter {
        enum Place: String {
            case path, query, header
        }

        var name: String
        var place: Place
        var text: String
        var schema: JSON
        var isRequired = false

        static func query(_ name: String, _ text: String, _ schema: JSON, isRequired: Bool = false) -> Self {
            Self(name: name, place: .query, text: text, schema: schema, isRequired: isRequired)
        }

        static func header(_ name: String, _ text: String, _ schema: JSON) -> Self {
            Self(name: name, place: .header, text: text, schema: schema)
        }

        static func path(_ name: String, _ text: String, _ schema: JSON) -> Self {
            Self(name: name, place: .path, text: text, schema: schema, isRequired: true)
        }
    }

    /// What comes back when all went well.
    struct Answer {
        var status: Int
        var text: String
        var type = "application/json"
        /// Nil: no body.
        var schema: JSON?
        var headers: [String] = []
        /// Also as Server-Sent Events, to those who ask for these.
        var hasEvents = false

        init(
            _ status: Int, _ text: String, _ schema: JSON?, type: String = "application/json", headers: [String] = [],
            hasEvents: Bool = false
        ) {
            self.status = status
            self.text = text
            self.schema = schema
            self.type = type
            self.headers = headers
            self.hasEvents = hasEvents
        }
    }

    let method: String
    /// As the document writes it: `/api/v1/jobs/{id}`.
    let path: String
    let id: String
    let summary: String
    var tag: String
    /// Nil: no token is needed, or that of an attempt.
    var scope: Scope?
    /// What opens it is the token of an attempt, and no other.
    var isForAttempts = false
    var parameters: [Parameter] = []
    var body: JSON?
    /// Whether a request without a body is refused.
    var needsBody = true
    var answers: [Answer]
    /// Statuses of problems beyond those that can always come.
    var problems: [Int] = []
    /// The system that came before says what is wrong in a form of its own.
    var hasSeedProblems = false

    init(
        _ method: String, _ path: String, _ id: String, _ summary: String, tag: String, scope: Scope?, _ parameters: [Parameter] = [],
        body: JSON? = nil, answers: [Answer], problems: [Int] = []
    ) {
        self.method = method
        self.path = path
        self.id = id
        self.summary = summary
        self.tag = tag
        self.scope = scope
        self.parameters = parameters
        self.body = body
        self.answers = answers
        self.problems = problems
    }
}

extension OperationDescription {
    /// A gate stands before every path, a token before most, and every store can fail.
    private var allProblems: [Int] {
        var all: Set<Int> = [400, 405, 421, 500]
        if scope != nil || isForAttempts { all.formUnion([401, 403, 429, 503]) }
        if method != "get" { all.insert(403) }
        if body != nil { all.formUnion([413, 415, 422]) }
        return all.union(problems).sorted()
    }

    var json: JSON {
        var members: [JSON.Member] = [
            .init("operationId", .string(id)), .init("summary", .string(summary)), .init("tags", [.string(tag)]),
        ]
        if let scope {
            members.append(.init("description", .string("Needs the scope `\(scope.rawValue)`.")))
        } else if isForAttempts {
            members.append(.init("description", "Needs the token of the attempt itself, `BATCH_JOB_TOKEN`."))
        } else {
            members.append(.init("security", .array([])))
        }
        if !parameters.isEmpty { members.append(.init("parameters", .array(parameters.map(\.json)))) }
        if let body {
            members.append(.init("requestBody", ["required": .bool(needsBody), "content": ["application/json": ["schema": body]]]))
        }
        let problem = hasSeedProblems ? "SeedProblem" : "Problem"
        let problems = allProblems.map {
            JSON.Member("\($0)", ["$ref": .string("#/components/responses/\(problem)")])
        }
        members.append(.init("responses", .object(answers.map { .init("\($0.status)", $0.json) } + problems)))
        return .object(members)
    }
}

extension OperationDescription.Parameter {
    fileprivate var json: JSON {
        [
            "name": .string(name), "in": .string(place.rawValue), "description": .string(text), "required": .bool(isRequired),
            "schema": schema,
        ]
    }
}

extension OperationDescription.Answer {
    fileprivate var json: JSON {
        var members: [JSON.Member] = [.init("description", .string(text))]
        if !headers.isEmpty {
            members.append(
                .init("headers", .object(headers.map { .init($0, ["$ref": .string("#/components/headers/\($0)")]) })))
        }
        if let schema {
            let events = hasEvents ? [JSON.Member("text/event-stream", ["schema": Schema.string])] : []
            members.append(.init("content", .object([.init(type, ["schema": schema])] + events)))
        }
        return .object(members)
    }
}
