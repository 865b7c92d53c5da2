import Testing
import YobanCore

@Suite("Paths")
struct PathTests {
    @Test(
        "a path is brought to its shortest form",
        arguments: [
            ("/a/b", "/a/b"), ("/a//b/", "/a/b"), ("/a/./b/.", "/a/b"), ("/a/../b", "/b"), ("/../../a", "/a"), ("/", "/"), ("//", "/"),
            ("a/../..", ".."), ("../a/../b", "../b"), ("./a", "a"), ("", "."), (".", "."), ("a/..", "."), ("/夜/番", "/夜/番"),
            ("/..a/...", "/..a/..."),
        ])
    func normalised(_ path: String, _ expected: String) {
        #expect(Path.normalised(path) == expected)
        #expect(Path.normalised(expected) == expected)
    }

    @Test(
        "a relative path is below its folder, an absolute one is itself",
        arguments: [("x.py", "/srv", "/srv/x.py"), ("../x.py", "/srv/a", "/srv/x.py"), ("/x.py", "/srv", "/x.py"), ("../../..", "/a", "/")])
    func resolved(_ path: String, _ folder: String, _ expected: String) { #expect(Path.resolve(path, in: folder) == expected) }
}
