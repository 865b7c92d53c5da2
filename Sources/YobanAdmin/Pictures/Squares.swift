import YobanCore
import YobanOperations

/// How the last runs of a definition went: a square for each, oldest first.
enum Squares {
    /// Ready to stand in a page; nil of none.
    static func html(_ newestFirst: [Job], _ write: Wording) -> String? {
        if newestFirst.isEmpty { return nil }
        var html = Markup()
        html.add("<span class=\"squares\" role=\"list\">")
        for job in newestFirst.reversed() {
            let word = write(job.status.word)
            html.add("<span role=\"listitem\"><a class=\"square ")
            html.show(job.status.rawValue)
            html.add("\" href=\"/jobs/")
            html.show("\(job.id)")
            html.add("\" title=\"#")
            html.show("\(job.id) \(word) \(write.clock(job.createdAt))")
            html.add("\"><span aria-hidden=\"true\">")
            html.show(job.status.mark)
            html.add("</span><span class=\"visually-hidden\">#")
            html.show("\(job.id) \(word)")
            html.add("</span></a></span>")
        }
        html.add("</span>")
        return html.text
    }
}
