import YobanCommands

@main
enum Main {
    static func main() async { await YobanCommands.run() }
}
