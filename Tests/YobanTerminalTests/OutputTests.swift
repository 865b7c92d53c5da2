import Foundation
import Glibc
import Testing
import YobanCore
import YobanTerminal
import YobanTestKit

@Suite("Outputs of the process")
struct OutputTests {
    @Test("A terminal knows its size at each moment; COLUMNS wins; a pipe has none", .timeLimit(.minutes(10)))
    func size() throws {
        var ends: (master: Int32, slave: Int32) = (-1, -1)
        var window = winsize(ws_row: 30, ws_col: 97, ws_xpixel: 0, ws_ypixel: 0)
        try #require(openpty(&ends.master, &ends.slave, nil, nil, &window) == 0)
        defer {
            close(ends.master)
            close(ends.slave)
        }
        let terminal = Terminal(descriptor: ends.slave)
        #expect(terminal.isTerminal)
        #expect(terminal.size(environment: [:]) == TerminalSize(columns: 97, rows: 30))
        window.ws_col = 60
        #expect(ioctl(ends.master, UInt(TIOCSWINSZ), &window) == 0)
        #expect(terminal.size(environment: [:]) == TerminalSize(columns: 60, rows: 30))
        #expect(terminal.size(environment: ["COLUMNS": "120", "LINES": "no"]) == TerminalSize(columns: 120, rows: 30))
        window.ws_col = 0
        #expect(ioctl(ends.master, UInt(TIOCSWINSZ), &window) == 0)
        #expect(terminal.size(environment: [:])?.columns == 80)
        #expect(terminal.canAnimate(environment: ["TERM": "xterm"]) && !terminal.canAnimate(environment: ["TERM": "dumb"]))

        #expect(terminal.write("夜番\n") == .all)
        var buffer = [UInt8](repeating: 0, count: 64)
        let count = read(ends.master, &buffer, buffer.count)
        #expect(String(decoding: buffer[..<max(0, count)], as: UTF8.self) == "夜番\r\n")

        let file = open("/dev/null", O_WRONLY)
        defer { close(file) }
        #expect(Terminal(descriptor: file).size(environment: ["COLUMNS": "120"]) == nil)
    }

    @Test("A text larger than the pipe arrives whole, through a descriptor that doesn't block", .timeLimit(.minutes(10)))
    func wholeBuffer() async throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        let (reader, writer) = (ends[0], ends[1])
        let text = String(repeating: "第六竹石ビル\n", count: 40_000)
        let thread = Thread {
            #expect(Terminal(descriptor: writer).write(text) == .all)
            close(writer)
        }
        thread.start()
        let read = FileHandle(fileDescriptor: reader, closeOnDealloc: true).readDataToEndOfFile()
        #expect(String(decoding: read, as: UTF8.self) == text)
    }

    @Test("A reader that has gone is told apart from an output that fails")
    func closed() throws {
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        close(ends[0])
        #expect(Terminal(descriptor: ends[1]).write("x") == .closed)
        close(ends[1])
        let full = open("/dev/full", O_WRONLY)
        #expect(Terminal(descriptor: full).write("x") == .failed(ENOSPC))
        close(full)
    }

    @Test(
        "The language: flag, YOBAN_LANG, catalogue, then the first locale variable that is set",
        arguments: [
            (nil, nil, [:], .english), (nil, nil, ["LANG": "ja_JP.UTF-8"], .japanese), (.english, nil, ["LANG": "ja_JP.UTF-8"], .english),
            (nil, nil, ["LC_ALL": "C", "LANG": "ja_JP.UTF-8"], .english),
            (nil, nil, ["LC_ALL": "", "LC_MESSAGES": "ja_JP", "LANG": "C"], .japanese),
            (nil, .english, ["LANG": "ja_JP"], .english), (nil, .english, ["YOBAN_LANG": "ja"], .japanese),
            (nil, nil, ["YOBAN_LANG": "", "LANG": "ja_JP"], .japanese), (nil, nil, ["LC_ALL": "fr_FR", "LANG": "ja_JP"], .english),
        ] as [(Language?, Language?, [String: String], Language)])
    func language(flag: Language?, configured: Language?, environment: [String: String], expected: Language) {
        #expect(Language.ofProcess(flag: flag, configured: configured, environment: environment) == expected)
    }

    @Test("JSON keeps the order of keys and is ASCII-safe where a terminal would obey")
    func jsonText() {
        let value: JSON = [
            "id": 1287, "name": "夜番\n\"\\\u{1B}\u{9B}", "none": nil, "flags": [true, false], "empty": [:], "list": [],
            "progress": .object([.init("percentage", JSON(nil as Int?)), .init("message", JSON("x" as String?))]),
        ]
        #expect(
            value.text
                == #"{"id":1287,"name":"夜番\n\"\\\u001b\u009b","none":null,"flags":[true,false],"empty":{},"list":[],"#
                + #""progress":{"percentage":null,"message":"x"}}"#)
    }

    @Test("Python's json reads every character back", .timeLimit(.minutes(10)))
    func jsonReadByPython() throws {
        // Every scalar of the first planes' interesting ends, in one string per row of 256.
        let rows = stride(from: 0, to: 0x30000, by: 256).map { first in
            String(String.UnicodeScalarView((first..<first + 256).compactMap { Unicode.Scalar(UInt32($0)) }))
        }
        let value = JSON.object([
            .init("k\"\n", .array(rows.map { .string($0) })), .init("numbers", [0, -1, .int(.min), .int(.max)]), .init("", nil),
        ])
        let script = """
            import json, sys
            value = json.loads(sys.stdin.buffer.read().decode("utf-8"))
            assert list(value) == ['k"\\n', "numbers", ""], list(value)
            assert value["numbers"] == [0, -1, -2**63, 2**63 - 1], value["numbers"]
            want = "".join(chr(c) for c in range(0x30000) if not 0xD800 <= c < 0xE000)
            assert "".join(value['k"\\n']) == want
            print("same")
            """
        let python = try Child(["python3", "-c", script], hasInput: true, output: .taken)
        // It reads all before it writes.
        python.write(value.text)
        python.closeInput()
        #expect(python.rest() == "same\n")
        #expect(python.wait() == .exit(0))
    }
}
