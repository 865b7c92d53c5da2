import YobanCore

/// Why it failed, and the next command.
extension Text {
    static func lost(_ label: String) -> Text {
        Text(
            ja: "データベースサーバー \(label) との接続が切れました。サーバーの状態を確認してください: mariadb-admin ping",
            en: "the connection to the database server \(label) was lost. See whether it is up: mariadb-admin ping")
    }
    static func refusedConnection(_ label: String) -> Text {
        Text(
            ja: "データベースサーバー \(label) に接続できません。サーバーが動いているか、アドレスとファイアウォールを確認してください: mariadb-admin ping",
            en: "the database server \(label) does not answer. See whether it is up, and check address and firewall: mariadb-admin ping")
    }
    static func unknownHost(_ label: String) -> Text {
        Text(
            ja: "データベースサーバー \(label) のホスト名が見つかりません。store: の URL と名前解決を確認してください: getent hosts",
            en: "the host name of the database server \(label) is not known. Check the URL in store: and the name service: getent hosts")
    }
    static func tls(_ label: String) -> Text {
        Text(
            ja: "データベースサーバー \(label) と安全な接続（TLS）を確立できません。証明書を確認し、URL の ca=/path で認証局を指定してください。信頼できる閉じたネットワークでは tls=off も使えます",
            en:
                "no safe connection (TLS) to the database server \(label). Check its certificate and name its authority by ca=/path in the URL. On a closed network that you trust, tls=off will do"
        )
    }
    static func login(_ label: String) -> Text {
        Text(
            ja: "データベースサーバー \(label) がユーザー名かパスワードを受け付けません。URL の password-file か環境変数を確認してください",
            en: "the database server \(label) refuses the user or the password. Check password-file in the URL, or the environment variable"
        )
    }
    static let libraryMissing = Text(
        ja: "libmariadb（libmariadb.so.3）がインストールされていません。Debian の場合: sudo apt-get install libmariadb3",
        en: "libmariadb (libmariadb.so.3) is not installed. On Debian: sudo apt-get install libmariadb3")
    static func passwordFile(_ path: String) -> Text {
        Text(
            ja: "パスワードのファイル \(path) を読めません。所有者と権限を確認してください: ls -l \(path)",
            en: "the file with the password, \(path), can't be read. Check its owner and mode: ls -l \(path)")
    }
    static func rights(_ grant: Grant) -> Text {
        Text(
            ja: "データベースの権限が足りません。管理者として実行してください: \(grant.sql)",
            en: "a right is missing in the database. As its administrator: \(grant.sql)")
    }
    static func noDatabase(_ label: String) -> Text {
        Text(
            ja: "データベースがありません（\(label)）。名前を確認するか、作成してください: CREATE DATABASE … CHARACTER SET utf8mb4",
            en: "there is no such database (\(label)). Check its name, or make it: CREATE DATABASE … CHARACTER SET utf8mb4")
    }
    static func notPrimary(_ label: String) -> Text {
        Text(
            ja: "Galera のノード \(label) はクラスターの多数派から切り離されています。確認: SHOW STATUS LIKE 'wsrep_cluster_status'",
            en: "the Galera node \(label) is cut off from the majority of its cluster. See: SHOW STATUS LIKE 'wsrep_cluster_status'")
    }
    static func readOnlyServer(_ label: String) -> Text {
        Text(
            ja: "データベースサーバー \(label) は読み取り専用です。切り替え後は新しいプライマリに接続してください。確認: SELECT @@read_only",
            en: "the database server \(label) is read-only. After a failover, lead the address to the new primary. See: SELECT @@read_only")
    }
    static func tooManyConnections(_ label: String) -> Text {
        Text(
            ja: "データベースサーバー \(label) の接続数が上限に達しています。確認: SHOW VARIABLES LIKE 'max_connections'、SHOW PROCESSLIST",
            en: "the database server \(label) has no connection left. See: SHOW VARIABLES LIKE 'max_connections'; SHOW PROCESSLIST")
    }
    static func noRoom(_ label: String) -> Text {
        Text(
            ja: "データベースサーバー \(label) のディスクに空きがありません。空きを作ってからやり直してください: df -h",
            en: "there is no room left on the disk of the database server \(label). Make room and try again: df -h")
    }
    static func serverTooOld(_ version: String) -> Text {
        Text(
            ja: "データベースサーバー \(version) は古すぎます。MariaDB 10.8 以降または MySQL 8.0.16 以降をお使いください",
            en: "the database server \(version) is too old. Use MariaDB 10.8 or MySQL 8.0.16, or newer")
    }
    static func schemaTooNew(found: Int, known: Int) -> Text {
        Text(
            ja: "新しいバージョンの Yoban が作ったテーブルです（スキーマ \(found)、このプログラムは \(known) まで）。新しい Yoban をお使いください: yoban --version",
            en: "a newer Yoban made the tables (schema \(found), this program knows up to \(known)). Use the newer program: yoban --version"
        )
    }
    static func unknownOutcome(_ label: String) -> Text {
        Text(
            ja: "確定の直前にデータベースサーバー \(label) との接続が切れ、書き込まれたかどうか分かりません。やり直す前に確認してください: yoban list",
            en:
                "the connection to the database server \(label) was lost just at the commit: whether it was written is not known. Look before trying again: yoban list"
        )
    }
    static let noTables = Text(
        ja: "このデータベースにはまだ Yoban のテーブルがありません。内容を確認してから作成してください: yoban migrate --dry-run、yoban migrate",
        en: "this database has no tables of Yoban yet. Look at the steps, then take them: yoban migrate --dry-run, yoban migrate")
    static let schemaTooOld = Text(
        ja: "以前の形式のテーブルです。内容を確認してから更新してください: yoban migrate --dry-run、yoban migrate",
        en: "its schema is from before this program. Look at the steps, then take them: yoban migrate --dry-run, yoban migrate")
    static let conflict = Text(
        ja: "ほかの処理との競合が続いています。少し待ってからやり直してください。",
        en: "other transactions keep getting in the way. Wait a moment and try again.")
    static let lockWait = Text(
        ja: "ほかのプログラムが行またはテーブルをロックしたままです。確認: SHOW FULL PROCESSLIST",
        en: "another program keeps a row or the table locked. See: SHOW FULL PROCESSLIST")
    static let statementEnded = Text(
        ja: "サーバーの制限または管理者により処理が打ち切られました。少し待ってからやり直してください。",
        en: "a limit of the server or its administrator ended the statement. Wait a moment and try again.")
    static let damaged = Text(
        ja: "テーブルが壊れています。ワーカーを止めて確認してください: CHECK TABLE batch_job_queue",
        en: "a table is damaged. Stop the workers and look: CHECK TABLE batch_job_queue")
    static let characterSet = Text(
        ja: "この文字列は列の文字コードでは保存できません。文字化けを避けるため書き込みませんでした: ALTER TABLE batch_job_queue CONVERT TO CHARACTER SET utf8mb4",
        en:
            "the character set of the column can't hold this text; it was not written, so that it is not garbled: ALTER TABLE batch_job_queue CONVERT TO CHARACTER SET utf8mb4"
    )
    static let refusedValue = Text(
        ja: "データベースが値を受け付けませんでした。長さと範囲を確認してください。",
        en: "the database refused a value. Check its length and range.")
    static let unexpected = Text(
        ja: "予期しないエラーです。この行を添えてお知らせください",
        en: "this was not expected. Please report this line")
}
