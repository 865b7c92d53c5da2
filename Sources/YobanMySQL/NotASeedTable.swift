import YobanCore

/// A table that can't be adopted, with what is to be done about it.
struct NotASeedTable: Error {
    let why: Text

    static func missing(_ columns: [String]) -> NotASeedTable {
        let list = columns.joined(separator: ", ")
        return NotASeedTable(
            why: Text(
                ja: "テーブル batch_job_queue に列 \(list) がないため、ジョブキューとして使えません。データベース名を確認してください",
                en: "the table batch_job_queue has no column \(list): it is not a job queue. Check the name of the database"))
    }

    static let noKey = NotASeedTable(
        why: Text(
            ja: "テーブル batch_job_queue の主キーが id AUTO_INCREMENT ではありません。確認: SHOW CREATE TABLE batch_job_queue",
            en: "the primary key of batch_job_queue is not: id AUTO_INCREMENT. See: SHOW CREATE TABLE batch_job_queue"))

    static func engine(_ name: String) -> NotASeedTable {
        NotASeedTable(
            why: Text(
                ja: "テーブル batch_job_queue のエンジン \(name) にはトランザクションがありません。変更してください: ALTER TABLE batch_job_queue ENGINE=InnoDB",
                en: "the engine \(name) of batch_job_queue has no transactions. Change it: ALTER TABLE batch_job_queue ENGINE=InnoDB"))
    }

    static func characterSet(_ column: String, _ set: String) -> NotASeedTable {
        NotASeedTable(
            why: Text(
                ja: "列 batch_job_queue.\(column) の文字コード \(set) では日本語などが文字化けします。内容を確認してから変更してください: "
                    + "ALTER TABLE batch_job_queue CONVERT TO CHARACTER SET utf8mb4",
                en: "the character set \(set) of batch_job_queue.\(column) can't hold every text. Look at what is in it, then: "
                    + "ALTER TABLE batch_job_queue CONVERT TO CHARACTER SET utf8mb4"))
    }

    static func taken(_ column: String, _ type: String) -> NotASeedTable {
        NotASeedTable(
            why: Text(
                ja: "列 batch_job_queue.\(column)（\(type)）は別のプログラムのもので、Yoban も同じ名前を使います。名前を変えてください: "
                    + "ALTER TABLE batch_job_queue RENAME COLUMN \(column) TO …",
                en: "the column batch_job_queue.\(column) (\(type)) is another program's, and Yoban needs the name. Rename it: "
                    + "ALTER TABLE batch_job_queue RENAME COLUMN \(column) TO …"))
    }

    static func notOurs(_ table: String) -> NotASeedTable {
        NotASeedTable(
            why: Text(
                ja: "テーブル \(table) は別のプログラムのもので、Yoban も同じ名前を使います。名前を変えるか、別のデータベースをお使いください",
                en: "the table \(table) is another program's, and Yoban needs the name. Rename it, or use another database"))
    }
}
