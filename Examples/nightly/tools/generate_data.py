#!/usr/bin/env python3
"""Make the sample's data set: invented people, buildings and deals of a property company.

    tools/generate_data.py [FOLDER]        default: data/ beside this folder

Running it again gives the same bytes, with any Python from 3.8 on: every choice is built on
random.Random.random(), the one method whose sequence Python promises to keep.
"""

import csv
import random
import sys
from datetime import date, timedelta
from pathlib import Path

SEED = 20260228
FIRST_DAY = date(2024, 9, 1)
PHASES_FROM = date(2025, 3, 3)  # a Monday
LAST_DAY = date(2026, 2, 28)

CONTACTS = 1200
PROPERTIES = 420
SETTLED_DEALS = 285
CONTRACTED_DEALS = 12
CANCELLED_DEALS = 8
# The building the operators' guide looks for is the 120th of those with a settled sale.
GUIDES_BUILDING = ("第六竹石ビル", 120)

TEAMS = ["城東", "城西", "城南", "横浜"]
AREAS = ["千代田区", "中央区", "港区", "新宿区", "文京区", "台東区", "墨田区", "江東区", "品川区", "目黒区",
         "大田区", "世田谷区", "渋谷区", "中野区", "杉並区", "豊島区", "北区", "板橋区", "横浜市西区", "川崎市中原区"]
TOWNS = ["本町", "栄町", "東町", "西町", "南町", "緑町", "桜台", "若葉台", "旭町", "泉町", "元町", "幸町"]
SURNAMES = ["佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤", "吉田", "山田", "佐々木",
            "山口", "松本", "井上", "木村", "林", "清水", "山崎", "森", "池田", "橋本", "阿部", "石川", "前田",
            "藤田", "小川", "岡田", "後藤", "長谷川", "村上", "近藤", "石井", "坂本", "遠藤", "青木", "髙橋"]
GIVEN = ["健", "翔太", "大輔", "誠", "直樹", "拓也", "浩二", "恵", "美咲", "陽子", "由美", "真理子", "彩", "優子",
         "香織", "裕子", "和夫", "隆", "進", "修", "千尋", "薫", "結衣", "蓮", "湊", "葵"]
OWNERS = ["竹石", "松永", "岩本", "大橋", "高森", "藤沢", "三浦", "西村", "小泉", "柴田", "宮下", "相川", "片桐",
          "真田", "榎本", "五十嵐", "八木", "能登", "朝倉", "桐生"]
ORDINALS = ["第一", "第二", "第三", "第五", "第六", "第七", "第八", ""]
BUILDINGS = [("ビル", "一棟ビル"), ("マンション", "一棟マンション"), ("ハイツ", "一棟アパート"),
             ("コーポ", "一棟アパート"), ("レジデンス", "区分マンション")]
SOURCES = ["ウェブ", "紹介", "電話", "セミナー", "DM"]
ACTIVITIES = [("メール開封", 34), ("サイト閲覧", 30), ("電話", 16), ("資料請求", 8), ("面談", 8), ("査定依頼", 4)]
PHASES = ["新規", "接触", "査定", "条件交渉", "買取契約", "決済"]
LOST = "見送り"
MEMBERSHIPS = [
    [("仕入", 5), ("販売", 3), ("事務", 2)],
    [("仕入", 1), ("販売", 1), ("事務", 1)],
    [("仕入", 1), ("販売", 1)],
    [("仕入", 45), ("販売", 35), ("企画", 20)],
    [("仕入", 1)],
]


class Dice:
    def __init__(self, seed):
        self._random = random.Random(seed).random

    def between(self, low, high):
        return low + int(self._random() * (high - low + 1))

    def pick(self, choices):
        return choices[self.between(0, len(choices) - 1)]

    def chance(self, percent):
        return self._random() * 100 < percent

    def weighted(self, pairs):
        mark = self._random() * sum(weight for _, weight in pairs)
        for choice, weight in pairs:
            mark -= weight
            if mark < 0:
                break
        return choice

    def day(self, first, last):
        return first + timedelta(days=self.between(0, (last - first).days))

    def shuffled(self, items):
        order = sorted((self._random(), place) for place in range(len(items)))
        return [items[place] for _, place in order]


def make(dice):
    """All tables: name -> (header, rows)."""
    staff = make_staff(dice)
    properties, purchases, deals, members = make_trade(dice, staff)
    contacts, history, activities = make_contacts(dice, staff)
    return {
        "staff": (["staff_id", "name", "team", "monthly_target"], staff),
        "properties": (["property_id", "name", "kind", "area", "address"], properties),
        "purchases": (
            ["property_id", "staff_id", "status", "contracted_on", "settled_on", "price"], purchases),
        "deals": (
            ["deal_id", "property_id", "status", "contracted_on", "settled_on", "price",
             "brokerage_fee", "repair_cost", "other_cost"], deals),
        "deal_members": (["deal_id", "role", "staff_id", "weight"], members),
        "contacts": (
            ["contact_id", "hubspot_id", "name", "email", "area", "source", "staff_id", "created_on"],
            contacts),
        "phase_history": (["contact_id", "entered_at", "phase"], history),
        "activities": (["contact_id", "occurred_on", "kind"], activities),
    }


def make_staff(dice):
    names = dice.shuffled([surname + " " + given for surname in SURNAMES[:20] for given in GIVEN[:13]])
    return [
        (n, names[n - 1], TEAMS[(n - 1) // 5], dice.between(15, 40) * 10_000_000)
        for n in range(1, 21)
    ]


def make_trade(dice, staff):
    staff_ids = [row[0] for row in staff]
    # What becomes of each property; sales need time, so only early purchases are sold.
    fates = ["sold"] * SETTLED_DEALS + ["selling"] * CONTRACTED_DEALS
    fates += ["cancelled"] * 25 + ["contracted"] * 20
    fates += ["stock"] * (PROPERTIES - len(fates))
    signed = []
    for fate in fates:
        if fate == "sold":
            day = dice.day(FIRST_DAY, date(2025, 8, 31))
        elif fate == "cancelled":
            day = dice.day(FIRST_DAY, date(2026, 1, 31))
        elif fate == "contracted":
            day = dice.day(date(2026, 1, 20), LAST_DAY)
        else:
            day = dice.day(date(2025, 9, 1), date(2025, 12, 20))
        signed.append((day, fate))
    signed.sort()

    names = iter(building_names(dice))
    properties, purchases, deals, members = [], [], [], []
    sold = 0
    for property_id, (day, fate) in enumerate(signed, 1):
        sold += fate == "sold"
        if fate == "sold" and sold == GUIDES_BUILDING[1]:
            name, kind = GUIDES_BUILDING[0], "一棟ビル"
        else:
            name, kind = next(names)
        area = dice.pick(AREAS)
        address = "%s%s%d-%d-%d" % (
            area, dice.pick(TOWNS), dice.between(1, 5), dice.between(1, 24), dice.between(1, 18))
        properties.append((property_id, name, kind, area, address))

        price = dice.between(280, 4800) * 100_000
        status = {"cancelled": "解約", "contracted": "契約済"}.get(fate, "決済済")
        settled = day + timedelta(days=dice.between(14, 40)) if status == "決済済" else None
        buyer = dice.pick(staff_ids)
        purchases.append((property_id, buyer, status, day, settled or "", price))

        if fate in ("sold", "selling"):
            attempts = ["決済済" if fate == "sold" else "契約済"]
            if fate == "sold" and sold % (SETTLED_DEALS // CANCELLED_DEALS) == 0:
                attempts.insert(0, "解約")
            for status in attempts:
                deal_id = len(deals) + 1
                contracted = settled + timedelta(days=dice.between(20, 75))
                closed = contracted + timedelta(days=dice.between(18, 60)) if status == "決済済" else ""
                # A few are sold at a loss, as happens.
                sale = price * dice.between(97, 131) // 100 // 10_000 * 10_000
                fee = (sale * 3 // 100 + 60_000) * 11 // 10
                deals.append((deal_id, property_id, status, contracted, closed, sale, fee,
                              dice.between(0, price // 200_000) * 10_000 + dice.between(0, 9_999),
                              dice.between(80_000, 900_000)))
                # Three settled sales have nobody entered: real books have such rows.
                if not (status == "決済済" and sold in (61, 158, 240)):
                    for role, weight in dice.pick(MEMBERSHIPS):
                        person = buyer if role == "仕入" else dice.pick(staff_ids)
                        members.append((deal_id, role, person, weight))
    return properties, purchases, deals, members


def building_names(dice):
    names = [
        (ordinal + owner + suffix, kind)
        for ordinal in ORDINALS for owner in OWNERS for suffix, kind in BUILDINGS
    ]
    return dice.shuffled([pair for pair in names if pair[0] != GUIDES_BUILDING[0]])


def make_contacts(dice, staff):
    contacts, history, activities = [], [], []
    for contact_id in range(1, CONTACTS + 1):
        created = dice.day(PHASES_FROM, LAST_DAY)
        contacts.append((
            contact_id, 30_000_000_000 + contact_id * 7919,
            dice.pick(SURNAMES) + " " + dice.pick(GIVEN), "contact%04d@example.jp" % contact_id,
            dice.pick(AREAS), dice.pick(SOURCES), dice.pick(staff)[0], created))
        reached = walk_phases(dice, contact_id, created, history)
        # The further a contact came, the more was going on.
        for _ in range(dice.between(0, 3) + reached * dice.between(1, 3)):
            activities.append(
                (contact_id, dice.day(created, LAST_DAY), dice.weighted(ACTIVITIES)))
    history.sort()
    activities.sort()
    return contacts, history, activities


def walk_phases(dice, contact_id, created, history):
    def enter(day, phase):
        history.append((contact_id, "%s %02d:%02d" % (day, dice.between(9, 18), dice.between(0, 59)), phase))

    day, place = created, 0
    enter(day, PHASES[0])
    while place < len(PHASES) - 1:
        day += timedelta(days=dice.between(1, 24))
        if day > LAST_DAY or dice.chance(12):
            break
        if dice.chance(16):
            enter(day, LOST)
            day += timedelta(days=dice.between(20, 60))
            if day > LAST_DAY or not dice.chance(20):
                break
            place = 1  # won back
        else:
            place += 1
        enter(day, PHASES[place])
    return place


def main(arguments):
    folder = Path(arguments[0]) if arguments else Path(__file__).resolve().parents[1] / "data"
    folder.mkdir(parents=True, exist_ok=True)
    for name, (header, rows) in make(Dice(SEED)).items():
        with open(folder / (name + ".csv"), "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(rows)
        print("%s.csv: %d" % (name, len(rows)))


if __name__ == "__main__":
    main(sys.argv[1:])
