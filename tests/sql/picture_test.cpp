#include "picture.hpp"
#include "temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lotbridge::sql {
namespace {

using ::testing::HasSubstr;

constexpr auto jpeg = "\xFF\xD8\xFF\xE0 a picture";

class Pictures : public ::testing::Test {
protected:
    Result<std::optional<Picture>> read(Cell cell, Image image = from_path()) {
        Row const row{std::make_shared<Columns>(Columns{"p"}), {std::move(cell)}};
        Scope const scope{&row, nullptr, &parameters, Encoding::utf8};
        return read_picture(image, scope);
    }
    static Image from_path() {
        Image image;
        image.root = "image_root";
        image.path.emplace();
        image.path->name = "p";
        return image;
    }
    static Image from_blob(Image::Form form) {
        Image image;
        image.form = form;
        image.blob.emplace();
        image.blob->name = "p";
        return image;
    }

    TempDir dir;
    Parameters parameters{{{"image_root", (dir / "img").generic_string()}}, {}};
};

TEST_F(Pictures, AreFoundBelowTheirFolderWhicheverWayThePathLeans) {
    dir.write("img/2024/01/粤B1.jpg", jpeg);

    auto const picture = read("2024\\01/粤B1.jpg");

    ASSERT_TRUE(picture) << picture.error().message;
    EXPECT_EQ((*picture)->bytes, jpeg);
    EXPECT_EQ((*picture)->media_type, "image/jpeg");
}

TEST_F(Pictures, NeverLeaveTheirFolder) {
    dir.write("secret.jpg", jpeg);

    EXPECT_THAT(read("../secret.jpg").error().message, HasSubstr("leads out of its folder"));
    EXPECT_THAT(read("a/..\\../secret.jpg").error().message, HasSubstr("leads out of its folder"));
    EXPECT_THAT(read((dir / "secret.jpg").string()).error().message, HasSubstr("leads out of its folder"));
    auto const rooted = '\\' + std::filesystem::path(dir / "secret.jpg").relative_path().string();
    EXPECT_THAT(read(rooted).error().message, HasSubstr("leads out of its folder"));
}

TEST_F(Pictures, ThatAreMissingTooLargeOrNoPicturesAreRefusedWithoutRepeatingTheirName) {
    dir.write("img/large.jpg", std::string(jpeg) + std::string(2048, 'x'));
    dir.write("img/text.jpg", "no picture at all");
    auto small = from_path();
    small.limit = 1024;

    EXPECT_THAT(read("none.jpg").error().message, Not(HasSubstr("none.jpg")));
    EXPECT_THAT(read("large.jpg", small).error().message, HasSubstr("has 2 KiB"));
    EXPECT_THAT(read("text.jpg").error().message, HasSubstr("no JPEG, PNG, GIF or BMP"));
}

TEST_F(Pictures, AreLookedForInAPlaceThatIsSaidWithoutTheirName) {
    Row const row{std::make_shared<Columns>(Columns{"p"}), {"D:\\Image\\2024\\粤B1.jpg"}};
    Scope const scope{&row, nullptr, &parameters, Encoding::utf8};

    EXPECT_EQ(picture_sought(from_path(), scope),
              "\"D:\\Image\\2024\\...\" was looked for in " + (dir / "img").generic_string() + "/D:/Image/2024/");
}

TEST_F(Pictures, OfARowWithoutOneOrASiteWithoutAFolderAreSimplyNotThere) {
    EXPECT_EQ(*read(std::nullopt), std::nullopt);
    EXPECT_EQ(*read(""), std::nullopt);
    parameters.values.clear();
    EXPECT_EQ(*read("a.jpg"), std::nullopt);
}

TEST_F(Pictures, ComeOutOfColumnsInThreeForms) {
    EXPECT_EQ((**read(jpeg, from_blob(Image::Form::raw))).bytes, jpeg);
    EXPECT_EQ((**read("0xFFd8FFe0", from_blob(Image::Form::hex))).bytes, "\xFF\xD8\xFF\xE0");
    EXPECT_EQ((**read("/9j/4A==", from_blob(Image::Form::base64))).bytes, "\xFF\xD8\xFF\xE0");
    EXPECT_FALSE(read("FFD", from_blob(Image::Form::hex)));
    EXPECT_FALSE(read("/9j!", from_blob(Image::Form::base64)));
}

#ifndef _WIN32
TEST_F(Pictures, AreFoundUnderNamesThatAnotherMachineWroteInGbk) {
    dir.write(
        "img/\xD4\xC1"
        "B1.jpg",
        jpeg);
    auto image = from_path();
    image.names = Encoding::gbk;

    EXPECT_TRUE(read("粤B1.jpg", image));
}
#endif

}  // namespace
}  // namespace lotbridge::sql
