import Testing
import YobanConfig

@Suite("The time zone is one of this machine's") struct TimeZoneTests {
    private func message(_ zone: String, _ folder: String) throws -> String? {
        try Project(["yoban.yaml": "time_zone: '\(zone)'\n"]).problems(["TZDIR": folder]).first?.shown()
    }

    @Test("a zone is a file of the zone database, and nothing else is") func zones() throws {
        let zones = try Project([
            "Asia/Tokyo": "TZif2…", "UTC": "TZif",
            "zone.tab": "# comment\nJP\t+353916+1394441\tAsia/Tokyo\nVN\t+1045+10640\tAsia/Ho_Chi_Minh\n",
            ".hidden": "TZif",
        ])
        #expect(try message("Asia/Tokyo", zones.folder) == nil)
        #expect(try message("UTC", zones.folder) == nil)
        for bad in [
            "JST", "Asia", "zone.tab", "../\(zones.folder.split(separator: "/").last ?? "")/UTC", "/etc/localtime", ".hidden",
            "Asia//Tokyo", "Asia/",
        ] {
            #expect(try message(bad, zones.folder)?.hasPrefix("1:12 there is no time zone “\(bad.prefix(10))") == true, "\(bad)")
        }
        #expect(try message("Asia/Tokio", zones.folder)?.contains("for example Asia/Tokyo.") == true)
        #expect(try message("Asia/Hochiminh", zones.folder)?.contains("for example Asia/Ho_Chi_Minh.") == true)
    }

    @Test("without a zone database the package is named") func missing() throws {
        #expect(try message("Asia/Tokyo", "/nonexistent")?.contains("apt-get install tzdata") == true)
    }
}
