import Testing

@Suite("What jobs inherit") struct InheritanceTests {
    @Test("is the worker's environment where it is asked for, without its secrets") func secrets() async throws {
        let catalogue = """
            notify: [{ webhook: { url: 'https://chat.example.jp/hook', secret_env: HOOK_SECRET } }]
            jobs: { e: { command: [env], inherit_environment: true } }
            """
        try await Scene.with(catalogue) { scene in
            let ran = try await scene.yoban(
                "run", "e",
                environment: [
                    "HARMLESS": "seen", "YOBAN_STORE_PASSWORD": "hidden1", "YOBAN_TOKEN": "hidden2", "HOOK_SECRET": "hidden3",
                ])
            #expect(ran.status == 0 && ran.out.contains("HARMLESS=seen\n") && !ran.out.contains("hidden"), "\(ran)")
        }
    }
}
