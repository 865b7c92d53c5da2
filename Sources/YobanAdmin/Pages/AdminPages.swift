import Hummingbird
import YobanCore
import YobanHTTP
import YobanOperations

/// Users, sessions, tokens and the audit: for administrators.
extension Screen {
    private static let title = Text(ja: "管理", en: "Admin")
    private static let auditPage = 100

    func addAdmin(to routes: inout Routes) {
        page("/admin", in: &routes) { view, visit in try await self.users(view, visit) }
        addUserForms(to: &routes)
        page("/admin/sessions", in: &routes) { view, visit in
            let write = view.wording
            let sessions = try await visit.operations.sessions().map { session in
                [
                    "name": session.user.name, "isOwn": session.id == visit.session.id, "created": write.time(session.createdAt),
                    "used": write.time(session.lastUsedAt), "expires": write.time(session.new.expiresAt),
                    "address": session.new.address ?? "", "agent": session.new.agent, "number": "\(session.id)",
                ] as [String: Any]
            }
            return Page("admin", Self.title, at: .admin, ["isSessions": true, "sessions": sessions])
        }
        form("/admin/sessions/end", in: &routes) { _, visit, form in
            guard let id = form["id"].flatMap({ Int64($0) }) else { throw HTTPProblem.unreadableForm }
            try await visit.operations.endSession(id)
            return Response.seeOther("/admin/sessions?said=\(Said.ended.rawValue)")
        }
        addTokenForms(to: &routes)
        addState(to: &routes)
        page("/admin/audit", in: &routes) { view, visit in
            let write = view.wording
            var filter = AuditFilter()
            filter.before = view.query("before").flatMap { Int64($0) }
            filter.limit = Self.auditPage + 1
            let found = try await visit.operations.audit(filter)
            let entries = found.prefix(Self.auditPage).map { entry -> [String: Any] in
                var row: [String: Any] = [
                    "at": write.time(entry.at), "who": entry.author.name, "address": entry.author.address ?? "",
                    "action": entry.action.rawValue, "target": entry.target, "before": entry.before ?? "", "after": entry.after ?? "",
                ]
                if entry.action.rawValue.hasPrefix("job.") { row["job"] = entry.target }
                return row
            }
            var values: [String: Any] = ["isAudit": true, "entries": entries, "noEntries": entries.isEmpty]
            if found.count > Self.auditPage, let last = found.prefix(Self.auditPage).last {
                values["older"] = "/admin/audit?before=\(last.id)"
            }
            return Page("admin", Self.title, at: .admin, values)
        }
    }

    private func users(_ view: View, _ visit: Visit, secret: (what: Text, value: String)? = nil) async throws -> Page {
        let write = view.wording
        var values: [String: Any] = [
            "isUsers": true,
            "users": try await visit.operations.users().map { user -> [String: Any] in
                var row: [String: Any] = [
                    "name": user.name, "role": user.role.rawValue, "isDisabled": user.isDisabled, "number": "\(user.id)",
                    "by": user.createdBy, "created": write.time(user.createdAt),
                    "roles": Role.allCases.map { ["value": $0.rawValue, "isChosen": $0 == user.role] as [String: Any] },
                ]
                row["lastSignIn"] = write.time(orNil: user.lastSignInAt)
                return row
            },
        ]
        if let secret { (values["what"], values["secret"]) = (write(secret.what), secret.value) }
        return Page("admin", Self.title, at: .admin, values)
    }

    private func addUserForms(to routes: inout Routes) {
        form("/admin/users", in: &routes) { view, visit, form in
            guard let role = form["role"].flatMap(Role.init(rawValue:)) else { throw HTTPProblem.unreadableForm }
            let user = try await visit.operations.createUser(name: form["name"] ?? "", role: role)
            return try await link(for: user.name, view, visit)
        }
        form("/admin/users/change", in: &routes) { _, visit, form in
            let isDisabled = form["disabled"].map { $0 == "1" }
            // A button of its own: the role that is chosen beside it is not meant.
            let role = isDisabled == nil ? form["role"].flatMap(Role.init(rawValue:)) : nil
            _ = try await visit.operations.changeUser(named: form["name"] ?? "", role: role, isDisabled: isDisabled)
            return Response.seeOther("/admin?said=\(Said.changed.rawValue)")
        }
        form("/admin/users/link", in: &routes) { view, visit, form in try await link(for: form["name"] ?? "", view, visit) }
    }

    private func link(for name: String, _ view: View, _ visit: Visit) async throws -> Response {
        let link = try await visit.operations.signInLink(forUserNamed: name, lifetime: NewSignInLink.lifetime)
        let minutes = NewSignInLink.lifetime.components.seconds / 60
        let origin = settings.server.url?.text ?? view.request.head.authority.map { (isSecure ? "https://" : "http://") + $0 } ?? ""
        let what = Text(
            ja: "\(name) のサインインのリンクです。\(minutes) 分以内に 1 回だけ使えます。", en: "\(name) signs in by this link, once, within \(minutes) minutes.")
        return try await users(view, visit, secret: (what, "\(origin)/sign-in?link=\(link.secret.text)"))
            .response(view, theme: theme(of: view.request))
    }
}
