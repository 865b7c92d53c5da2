import YobanCore

/// Why it failed, and the next command.
extension Text {
    // MARK: The address

    static func notAnAddress(_ what: String) -> Text {
        Text(
            ja: "ストアの指定を読めません（\(what)）。例: postgres://yoban@db.example/mirai_base",
            en: "the store's address can't be read (\(what)); write for example postgres://yoban@db.example/mirai_base")
    }
    static let libraryMissing = Text(
        ja: "libpq（libpq.so.5）がインストールされていません。Debian の場合: sudo apt-get install libpq5",
        en: "libpq (libpq.so.5) is not installed. On Debian: sudo apt-get install libpq5")
    static let passwordInAddress = Text(
        ja: "パスワードを URL に書くと、プロセス一覧やログに表示されます。ファイルに書いて ?password-file=/etc/yoban/password を付けるか、PGPASSFILE をお使いください。",
        en:
            "a password in the address shows in process lists and logs. Put it in a file and add ?password-file=/etc/yoban/password, or use PGPASSFILE."
    )
    static func unreadablePasswordFile(_ file: String) -> Text {
        Text(
            ja: "パスワードファイル \(file) を読めません。所有者と権限を確認してください: ls -l \(file)",
            en: "the password file \(file) can't be read. Check its owner and mode: ls -l \(file)")
    }

    // MARK: The way there

    static func unknownHost(_ server: String) -> Text {
        Text(
            ja: "\(server) のホスト名が見つかりません。設定の store: と DNS を確認してください: yoban check",
            en: "the host of \(server) is not known. Check store: in the configuration, and DNS: yoban check")
    }
    static func nobodyListens(_ server: String) -> Text {
        Text(
            ja: "\(server) で待ち受けているサーバーがありません。サーバーの状態とポートを確認してください: pg_isready",
            en: "no server listens at \(server). Check that it runs, and its port: pg_isready")
    }
    static func silent(_ server: String) -> Text {
        Text(
            ja: "\(server) から時間内に返事がありません。サーバーの負荷とネットワークを確認してください: pg_isready",
            en: "\(server) gave no answer in time. Check the server's load and the network: pg_isready")
    }
    static func broken(_ server: String) -> Text {
        Text(
            ja: "\(server) との接続が切れました。サーバーの状態を確認してください: pg_isready",
            en: "the connection to \(server) broke. Check the server: pg_isready")
    }
    static func cannotConnect(_ server: String) -> Text {
        Text(
            ja: "\(server) に接続できません。設定の store: とサーバーを確認してください: pg_isready",
            en: "\(server) can't be reached. Check store: in the configuration, and the server: pg_isready")
    }
    static func certificate(_ server: String) -> Text {
        Text(
            ja: "\(server) の証明書を確認できません。?sslrootcert= に認証局のファイルを、URL に証明書と同じホスト名を指定してください。",
            en:
                "the certificate of \(server) can't be verified. Name its authority's file with ?sslrootcert=, and the host as the certificate does."
        )
    }
    static func noTLS(_ server: String) -> Text {
        Text(
            ja: "\(server) は TLS に対応していません。サーバーの ssl = on を確認するか、?sslmode= を変更してください。",
            en: "\(server) does not speak TLS. Set ssl = on at the server, or another ?sslmode=.")
    }

    // MARK: The door

    static func wrongPassword(_ server: String) -> Text {
        Text(
            ja: "\(server) がログインを拒否しました。パスワードファイルとサーバーの pg_hba.conf を確認してください。変更するには: psql -c '\\password yoban'",
            en:
                "\(server) refused the login. Check the password file, and pg_hba.conf of the server. To set it anew: psql -c '\\password yoban'"
        )
    }
    static func noPassword(_ server: String) -> Text {
        Text(
            ja: "\(server) にはパスワードが必要です。ファイルに書いて ?password-file= で指定するか、PGPASSFILE をお使いください。",
            en: "\(server) asks for a password. Put it in a file and name that with ?password-file=, or use PGPASSFILE.")
    }
    static func noDatabase(_ server: String) -> Text {
        Text(
            ja: "\(server) というデータベースがありません。名前を確認するか、作成してください: createdb --encoding=UTF8",
            en: "there is no database \(server). Check its name, or make it: createdb --encoding=UTF8")
    }
    static let noRight = Text(
        ja: """
            このユーザーには権限がありません。所有者が実行してください: GRANT USAGE ON SCHEMA スキーマ TO ユーザー; \
            GRANT SELECT, INSERT, UPDATE, DELETE ON batch_job_queue, attempt, worker, schedule, concurrency_lock, log_chunk, access_token, \
            audit, idempotent_request, notice, notice_mark, screen_user, sign_in_link, screen_session, schema_version TO ユーザー; \
            yoban migrate はテーブルの所有者と CREATE ON SCHEMA の権限で実行してください。
            """,
        en: """
            this user lacks a right. As the owner: GRANT USAGE ON SCHEMA schema TO user; \
            GRANT SELECT, INSERT, UPDATE, DELETE ON batch_job_queue, attempt, worker, schedule, concurrency_lock, log_chunk, access_token, \
            audit, idempotent_request, notice, notice_mark, screen_user, sign_in_link, screen_session, schema_version TO user; \
            yoban migrate is run by the table's owner, with CREATE ON SCHEMA.
            """)
    static let tooManyConnections = Text(
        ja: "サーバーの接続数が上限に達しています。max_connections と接続中のプログラムを確認してください: psql -c 'TABLE pg_stat_activity'",
        en: "the server has no connection left. Check max_connections and who is connected: psql -c 'TABLE pg_stat_activity'")
    static func starting(_ server: String) -> Text {
        Text(
            ja: "\(server) は起動中または停止中です。少し待ってからやり直してください: pg_isready",
            en: "\(server) is starting or stopping. Wait a moment and try again: pg_isready")
    }
}
