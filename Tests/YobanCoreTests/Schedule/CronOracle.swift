/// Cron as a brute-force Python script: it tries every minute of a few days, or every day of 100 years.
///
/// Each line it prints is: expression, start, end (seconds), the runs after start up to end separated by spaces.
enum CronOracle {
    static let script = #"""
        name = sys.argv[1]
        zone, rnd = load(name), random.Random(name)
        RANGES = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 7)]
        NAMES = [[], [], [], "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(), "SUN MON TUE WED THU FRI SAT".split()]

        def numbers(text, index):
            low, high = RANGES[index]
            found = set()
            for item in text.split(","):
                base, _, step = item.partition("/")
                for position, word in enumerate(NAMES[index]):
                    base = base.replace(word, str(position + low))
                first, dash, last = base.partition("-")
                first, last = (low, high) if base == "*" else (int(first), int(last if dash else first))
                found.update(n for n in range(first, last + 1) if (n - first) % int(step or 1) == 0)
            return {n % 7 for n in found} if index == 4 else found

        class Cron:
            def __init__(self, text):
                fields = text.split()
                self.minute, self.hour, self.dom, self.month, self.dow = (numbers(f, i) for i, f in enumerate(fields))
                self.either = fields[2][0] != "*" and fields[4][0] != "*"
                self.fixed = not set(fields[1]) & set("*/")

            def day(self, date):
                if date.month not in self.month:
                    return False
                by_date, by_weekday = date.day in self.dom, date.isoweekday() % 7 in self.dow
                return by_date or by_weekday if self.either else by_date and by_weekday

            def planned(self, first, last):
                "All planned local times between two dates."
                while first <= last:
                    if self.day(first):
                        for hour in sorted(self.hour):
                            for minute in sorted(self.minute):
                                yield D.datetime(first.year, first.month, first.day, hour, minute)
                    first += D.timedelta(days=1)

            def runs(self, start, end):
                "By local time: each planned reading once, or as often as it is shown."
                first, last = ((EPOCH + D.timedelta(seconds=t)).date() for t in (start - 3 * DAY, end + 3 * DAY))
                found = set()
                for naive in self.planned(first, last):
                    instants, jump = showing(naive, zone)
                    found.update((instants or [jump])[:1] if self.fixed else instants)
                return sorted(t for t in found if start < t <= end)

            def interval(self, minutes):
                "By real time: every minute that the clock shows a planned reading."
                return [
                    t for t, local in minutes
                    if local.minute in self.minute and local.hour in self.hour and self.day(local)
                ]

        def field(index):
            low, high = RANGES[index]
            word = lambda n: rnd.choice([str(n), NAMES[index][n - low]]) if NAMES[index] and n - low < len(NAMES[index]) else str(n)
            a, b = sorted((rnd.randint(low, high), rnd.randint(low, high)))
            whole = [f"{a}-{b}", f"*/{rnd.randint(1, high)}", f"{a}-{b}/{rnd.randint(1, high)}", f"{word(a)},{a}-{b}"]
            if index == 4:
                whole = [f"{a}-{b}", f"*/{rnd.randint(1, 7)}"]
            return rnd.choice(["*", word(a), f"{word(a)},{word(b)}"] + whole)

        def expression():
            minute = rnd.choice([field(0), str(rnd.randint(0, 59)), "*/15"])
            hour = rnd.choice([field(1), str(rnd.randint(0, 3)), "1-3", "*", "0-4/2"])
            dom, dow = rnd.choice([("*", "*"), ("*", field(4)), (field(2), "*"), (field(2), field(4))])
            return f"{minute} {hour} {dom} {rnd.choice(['*', '*', field(3)])} {dow}"

        def show(text, start, end, runs):
            print(text, start, end, " ".join(map(str, runs)), sep="\t")

        low, high = seconds(D.datetime(1950, 1, 1)), seconds(D.datetime(2100, 1, 1))
        changes = transitions(low, high, zone)
        middles = rnd.sample(changes, min(3, len(changes))) + [rnd.randrange(low, high) for _ in range(2)]
        if name == "Pacific/Apia":
            middles.append(seconds(D.datetime(2011, 12, 30, 10)))
        for middle in middles:
            start = middle // 60 * 60 - 2 * DAY
            end = start + 4 * DAY
            minutes = [(t, D.datetime.fromtimestamp(t, zone)) for t in range(start + 60, end + 60, 60)]
            for _ in range(12):
                text = expression()
                cron = Cron(text)
                if cron.dom & set(range(1, 29)) or cron.either:  # else it may be refused
                    show(text, start, end, cron.runs(start, end) if cron.fixed else cron.interval(minutes))
        low, high = seconds(D.datetime(1975, 1, 1)), seconds(D.datetime(2075, 1, 1))
        rare = ["0 0 29 2 *", "30 2 31 3 *", "30 2 * 3,10 SUN", "15 1 1 4 *", "0 */6 29 2 *", "0 */8 29 2 */7", "0 12 30 12 *"]
        for text in rnd.sample(rare, 4):
            show(text, low, high, Cron(text).runs(low, high))
        """#
}
