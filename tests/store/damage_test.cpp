// A host must start on a damaged database, and tell the truth about it.
#include "store/desk.hpp"
#include "store/reader.hpp"

#include <gmock/gmock.h>
#include <fstream>
#include <map>
#include <random>

namespace lotbridge::test {
namespace {
namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::streamoff page = 4096;

// What a host leaves behind that is killed: database and write-ahead log, both with content.
struct DamageTest : testing::Test {
    static constexpr int old_letters = 300, new_letters = 100;

    DamageTest() {
        Desk desk(folder.path);
        add(desk, 0, old_letters);
        for (auto const& letter : desk.claim(200)) {
            auto const in_flight = letter.seq > 190;
            if (!in_flight) desk.settle({letter.seq % 7 == 0 ? held(letter.seq, at(600s)) : delivered(letter.seq)});
        }
        desk.reopen();  // all of that into the database
        add(desk, old_letters, new_letters);
        desk.settle({delivered(desk.claim(1)[0].seq)});
        fs::create_directory(image);
        for (auto const* const name : {"lotbridge.db", "lotbridge.db-wal"})
            fs::copy_file(folder.path / name, image / name);
        expected = letters_in(image);
    }

    static void add(Desk& desk, int first, int count) {
        for (int i = first; i < first + count; i += 10) {
            Intake intake;
            intake.instance = "sql";
            intake.cursor = std::to_string(i);
            for (int j = i; j < i + 10; ++j)
                intake.letters.push_back(letter("entry", "R" + std::to_string(j), "k", std::string(300, 'x')));
            must(desk.try_take_in(intake));
        }
    }
    static std::map<Seq, State> letters_in(fs::path const& directory) {
        std::map<Seq, State> letters;
        auto const reader = must(Reader::open(directory));
        for (auto const& listed : must(reader.letters({.limit = 10'000})))
            letters[listed.letter.seq] = listed.letter.state;
        return letters;
    }

    // A copy of the dead host's files, to be damaged.
    fs::path victim() const {
        fs::remove_all(work);
        fs::copy(image, work);
        return work;
    }
    static void write(fs::path const& file, std::streamoff at, std::string_view bytes) {
        std::fstream out(file, std::ios::binary | std::ios::in | std::ios::out);
        out.seekp(at);
        out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }
    static void flip(fs::path const& file, std::streamoff at, int mask) {
        std::fstream both(file, std::ios::binary | std::ios::in | std::ios::out);
        both.seekg(at);
        auto const byte = static_cast<char>(both.get() ^ mask);
        both.seekp(at);
        both.put(byte);
    }
    // Noise over some of the middle of the database.
    void spoil_pages() const {
        auto const middle = static_cast<std::streamoff>(fs::file_size(victim() / "lotbridge.db") / page / 2) * page;
        write(work / "lotbridge.db", middle, std::string(3 * page, '\x5a'));
    }
    static std::size_t waiting(std::map<Seq, State> const& letters) {
        return static_cast<std::size_t>(
            std::ranges::count_if(letters, [](auto const& entry) { return entry.second != State::delivered; }));
    }

    Folder folder;
    fs::path image = folder.path / "image", work = folder.path / "work";
    std::map<Seq, State> expected;
};

TEST_F(DamageTest, WithoutDamageNothingIsSaid) {
    Desk const desk(victim());

    EXPECT_EQ(desk.store->salvage(), "");
    EXPECT_EQ(letters_in(work), expected);
}

TEST_F(DamageTest, AnUnreadableFirstPageCostsNothing) {
    write(victim() / "lotbridge.db", 0, std::string(page, '\xee'));
    fs::remove(work / "lotbridge.db-wal");
    fs::copy_file(work / "lotbridge.db", work / "before");

    Desk const desk(work);

    EXPECT_THAT(desk.store->salvage(), HasSubstr("saved: 300 letters (137 of them unfinished)"));
    EXPECT_EQ(must(desk.store->cursor(desk.lot, "sql")), "290");
    EXPECT_EQ(letters_in(work).size(), 300u);
}

TEST_F(DamageTest, TheFirstPageInTheLogIsEnough) {
    write(victim() / "lotbridge.db", 0, "not a database");

    Desk const desk(work);

    EXPECT_EQ(desk.store->salvage(), "");
    EXPECT_EQ(letters_in(work), expected);
}

TEST_F(DamageTest, TheDamagedFilesAreKept) {
    spoil_pages();
    auto const database = fs::file_size(work / "lotbridge.db"), log = fs::file_size(work / "lotbridge.db-wal");

    Desk const desk(work);

    auto const is_aside = [&](fs::directory_entry const& entry) {
        return entry.path().filename().string().starts_with("damaged-") &&
               fs::file_size(entry.path() / "lotbridge.db") == database &&
               fs::file_size(entry.path() / "lotbridge.db-wal") == log;
    };
    EXPECT_EQ(std::ranges::count_if(fs::directory_iterator(work), is_aside), 1);
}

TEST_F(DamageTest, AFileOfNoiseIsSaidToHaveGivenNothing) {
    std::ofstream(victim() / "lotbridge.db", std::ios::binary) << std::string(20 * page, '\x5a');
    fs::remove(work / "lotbridge.db-wal");

    Desk desk(work);

    EXPECT_THAT(desk.store->salvage(), HasSubstr("saved: 0 letters"));
    EXPECT_THAT(desk.store->salvage(), HasSubstr("could not be read"));
    desk.take_in({letter("entry", "R1")});
    EXPECT_EQ(desk.claim().size(), 1u);
}

TEST_F(DamageTest, ADamagedHeadOfTheLogIsSaidToHaveCostTheNewestCommits) {
    flip(victim() / "lotbridge.db-wal", 17, 0x10);

    Desk const desk(work);

    EXPECT_THAT(desk.store->salvage(), HasSubstr("the head of the write-ahead log is damaged"));
    EXPECT_EQ(letters_in(work).size(), 300u);
    EXPECT_EQ(must(desk.store->cursor(desk.lot, "sql")), "290");
}

TEST_F(DamageTest, WhatASalvageSaidIsSaidUntilACleanStop) {
    spoil_pages();
    Desk desk(work);
    EXPECT_THAT(desk.store->salvage(), HasSubstr("the database was damaged"));

    desk.reopen();

    EXPECT_EQ(desk.store->salvage(), "");
}

TEST_F(DamageTest, ARescueThatWasInterruptedIsFinished) {
    spoil_pages();
    { Desk const rescued(work); }
    auto const saved = letters_in(work);
    fs::rename(work / "lotbridge.db", work / "lotbridge.db.salvaged");
    fs::copy(image / "lotbridge.db", work / "lotbridge.db");

    Desk const desk(work);

    EXPECT_EQ(letters_in(work), saved);
}

// Single bytes anywhere. Whatever is missing afterwards was said to be; whatever is there can be worked with.
TEST_F(DamageTest, AfterAnyFlippedByteTheHostStartsAndTellsTheTruth) {
    std::mt19937 random(20260801);
    for (int round = 0; round < 120; ++round) {
        auto const name = round % 3 == 0 ? "lotbridge.db-wal" : "lotbridge.db";
        auto const place = static_cast<std::streamoff>(random() % fs::file_size(image / name));
        auto const mask = 1 << random() % 8;
        SCOPED_TRACE(name + (" at " + std::to_string(place)) + ", mask " + std::to_string(mask));
        flip(victim() / name, place, mask);

        Desk desk(work);
        auto const told = desk.store->salvage();
        auto const found = letters_in(work);

        EXPECT_TRUE(found == expected || !told.empty());
        EXPECT_THAT(must(must(Reader::open(work)).verify()), IsEmpty());
        desk.take_in({letter("entry", "new")});
        std::size_t claimed = 0;
        for (auto letters = desk.claim(); !letters.empty(); letters = desk.claim()) claimed += letters.size();
        EXPECT_GE(claimed + 30, waiting(found));  // all but those held
    }
}

}  // namespace
}  // namespace lotbridge::test
