internal import YobanCore

/// What is said about the things that a catalogue points at.
enum CheckTexts {
    static func unknownUser(_ user: String) -> Text {
        Text(
            ja: "ユーザー「\(user.shortened)」はこのマシンにいません。確認: getent passwd",
            en: "there is no user “\(user.shortened)” on this machine. See: getent passwd")
    }

    static func cannotBecome(_ user: String) -> Text {
        Text(
            ja: "ユーザー「\(user)」としての実行には、root で動くワーカーが必要です。",
            en: "only a worker that runs as root can run this as “\(user)”"
        )
    }

    static func folderMissing(_ path: String) -> Text {
        Text(ja: "作業フォルダーがありません: \(path)", en: "the working directory does not exist: \(path)")
    }

    static func noFolder(_ path: String) -> Text {
        Text(ja: "cwd がフォルダーではありません: \(path)", en: "cwd is not a folder: \(path)")
    }

    static func folderClosed(_ path: String, _ user: String) -> Text {
        Text(ja: "ユーザー「\(user)」は作業フォルダーに入れません: \(path)", en: "the user “\(user)” may not enter the working directory \(path)")
    }

    static func scriptMissing(_ path: String) -> Text {
        Text(
            ja: "スクリプトがありません: \(path)。相対パスは cwd（なければ yoban.yaml のフォルダー）から探します。",
            en: "the script does not exist: \(path) (a relative path belongs to cwd, else to the folder of yoban.yaml)"
        )
    }

    static func programMissing(_ program: String, path: String) -> Text {
        Text(
            ja: "プログラム「\(program)」がジョブの PATH（\(path)）にありません。パスを書くか、environment: で PATH を設定してください。",
            en: "the program “\(program)” is not in the job's PATH (\(path)); write its path, or set PATH in environment:"
        )
    }

    static func noFile(_ path: String) -> Text {
        Text(ja: "実行できるファイルではありません: \(path)", en: "this is not a file that can be run: \(path)")
    }

    static func notExecutable(_ path: String, _ user: String) -> Text {
        Text(
            ja: "ユーザー「\(user)」には実行権限がありません: \(path)。付けるには: chmod +x \(path)",
            en: "the user “\(user)” may not execute \(path). To allow it: chmod +x \(path)"
        )
    }

    static func notReadable(_ path: String, _ user: String) -> Text {
        Text(ja: "ユーザー「\(user)」はスクリプトを読めません: \(path)", en: "the user “\(user)” may not read the script \(path)")
    }

    static func pythonMissing(path: String) -> Text {
        Text(
            ja: "python3 がジョブの PATH（\(path)）にありません。Debian では: apt-get install python3",
            en: "python3 is not in the job's PATH (\(path)). On Debian: apt-get install python3"
        )
    }

    static func otherPython(_ script: String, line: String, used: String, command: [String]) -> Text {
        let written = command[0]
        return Text(
            ja: "\(script) の 1 行目は \(line) ですが、.py は \(used) で実行されます。1 行目のものを使うには: command: [\(line), -u, \(written)]",
            en:
                "the first line of \(script) names \(line), but a .py runs with \(used). To use the former: command: [\(line), -u, \(written)]"
        )
    }

    static func noInterpreterLine(_ path: String) -> Text {
        Text(
            ja: "\(path) の 1 行目に #! がないため実行できません。1 行目に #!/bin/sh などを書くか、command: の先頭にインタープリターを書いてください。",
            en:
                "\(path) has no #! line, so it cannot be run; begin it with #!/bin/sh for example, or name the interpreter first in command:"
        )
    }

    static func carriageReturn(_ path: String) -> Text {
        Text(
            ja: "\(path) の改行が Windows 形式（CRLF）のため実行できません。変換: sed -i 's/\\r$//' \(path)",
            en: "\(path) has Windows line ends (CRLF), so its interpreter is not found. Convert it: sed -i 's/\\r$//' \(path)"
        )
    }

    static func severalWords(_ path: String, _ line: String) -> Text {
        Text(
            ja: "\(path) の 1 行目の env に渡せるのは 1 語だけです。env -S \(line) と書いてください。",
            en: "the first line of \(path) gives env more than one word; write env -S \(line)"
        )
    }

    static func relativeInterpreter(_ path: String, _ program: String) -> Text {
        Text(
            ja: "\(path) の 1 行目のインタープリターは絶対パスで書いてください（書かれているもの: \(program)）。",
            en: "the interpreter in the first line of \(path) must be an absolute path, not \(program)"
        )
    }

    static func interpreterMissing(_ path: String, _ program: String, path searched: String?) -> Text {
        Text(
            ja: "\(path) の 1 行目のインタープリター \(program) が\(searched.map { "ジョブの PATH（\($0)）に" } ?? "")ないか、実行できません。",
            en:
                "the interpreter in the first line of \(path), \(program), is missing\(searched.map { " from the job's PATH (\($0))" } ?? "") or not executable"
        )
    }

    static let slotInShell = Text(
        ja: "シェルの -c に {パラメータ} を入れると、値がコマンドとして実行されることがあります。代わりに \"$BATCH_PARAM_名前\" を使ってください。",
        en: "a {parameter} in the code of a shell's -c can run as a command; use \"$BATCH_PARAM_NAME\" instead"
    )

    static func writable(_ path: String, by writers: FileTrust.Writers) -> Text {
        switch writers {
        case .everyone:
            Text(
                ja: "\(path) に誰でも書き込めるため、使えません。直すには: chmod o-w \(path)",
                en: "anyone can write \(path), so it is not used. To correct it: chmod o-w \(path)"
            )
        case .group:
            Text(
                ja: "\(path) にグループが書き込めるため、root のワーカーでは使えません。直すには: chmod g-w \(path)",
                en: "its group can write \(path), so a worker that runs as root does not use it. To correct it: chmod g-w \(path)"
            )
        }
    }

    static func otherOwner(_ path: String) -> Text {
        Text(
            ja: "\(path) の所有者が yoban.yaml と異なります。直すには: chown --reference=yoban.yaml \(path)",
            en: "\(path) has another owner than yoban.yaml. To correct it: chown --reference=yoban.yaml \(path)"
        )
    }
}
