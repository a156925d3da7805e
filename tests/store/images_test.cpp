#include "store/desk.hpp"

#include <gmock/gmock.h>
#include <fstream>

namespace lotbridge::test {
namespace {
namespace fs = std::filesystem;

struct ImagesTest : testing::Test {
    Folder folder;
    Desk desk{folder.path};

    fs::path file_of(std::string const& key) const { return folder.path / "images" / key.substr(0, 2) / key; }
    void age(std::string const& key) const { fs::last_write_time(file_of(key), fs::file_time_type::clock::now() - 2h); }
    void tidy_every_folder() {
        for (int i = 0; i < 256; ++i) desk.tidy(on_day(0), 1h);
    }
};

TEST_F(ImagesTest, APictureIsReadAsItWasStored) {
    auto const key = desk.store->put_image("image/jpeg", "\xff\xd8 picture");

    ASSERT_TRUE(key);
    EXPECT_TRUE(key->ends_with(".jpg"));
    EXPECT_EQ(must(desk.store->read_image(*key)), "\xff\xd8 picture");
    EXPECT_TRUE(fs::exists(file_of(*key)));
}

TEST_F(ImagesTest, TheSamePictureIsStoredOnce) {
    EXPECT_EQ(must(desk.store->put_image("image/jpeg", "picture")),
              must(desk.store->put_image("image/jpeg", "picture")));
}

TEST_F(ImagesTest, AKeyCannotNameAnotherFile) {
    EXPECT_EQ(desk.store->read_image("../../etc/passwd").error().code, Errc::misuse);
    EXPECT_EQ(desk.store->read_image(std::string(64, 'a') + "./..").error().code, Errc::misuse);
    EXPECT_EQ(desk.store->read_image("").error().code, Errc::misuse);
}

TEST_F(ImagesTest, APictureThatNoLetterNamesIsSweptWhenItIsOld) {
    auto const orphan = desk.store->put_image("image/jpeg", "orphan").value();
    auto const young = desk.store->put_image("image/jpeg", "young").value();
    auto const named = desk.store->put_image("image/png", "named").value();
    auto picture = letter("image", "R1");
    picture.image = named;
    desk.take_in({picture});
    age(orphan);
    age(named);

    tidy_every_folder();

    EXPECT_FALSE(fs::exists(file_of(orphan)));
    EXPECT_TRUE(fs::exists(file_of(young)));
    EXPECT_TRUE(fs::exists(file_of(named)));
}

TEST_F(ImagesTest, APictureThatANoteNamesIsKept) {
    auto const kept = desk.store->put_image("image/jpeg", "kept").value();
    Intake intake;
    intake.notes = {{.name = "waits", .text = "{}", .image = kept}};
    must(desk.try_take_in(std::move(intake)));
    age(kept);

    tidy_every_folder();

    EXPECT_TRUE(fs::exists(file_of(kept)));
}

TEST_F(ImagesTest, APictureGoesWithItsLetter) {
    auto picture = letter("image", "R1");
    picture.image = desk.store->put_image("image/jpeg", "picture").value();
    desk.take_in({picture, letter("entry", "R2")});
    age(picture.image);
    desk.settle({delivered(desk.claim()[0].seq)});

    EXPECT_EQ(desk.tidy(on_day(40), 24h * 30), 1u);

    EXPECT_FALSE(fs::exists(file_of(picture.image)));
}

}  // namespace
}  // namespace lotbridge::test
