#include "store/desk.hpp"

#include <gmock/gmock.h>

namespace lotbridge::test {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;

struct NotesTest : testing::Test {
    Folder folder;
    Desk desk{folder.path};

    void take_in(std::vector<Note> notes, std::vector<std::string> forgets = {}) {
        Intake intake;
        intake.instance = "cameras";
        intake.cursor = "7";
        intake.notes = std::move(notes);
        intake.forgets = std::move(forgets);
        must(desk.try_take_in(std::move(intake)));
    }
    std::vector<Note> notes() { return must(desk.store->notes(desk.lot)); }
};

TEST_F(NotesTest, AreKeptWithTheCursorAndAreThereAfterARestart) {
    take_in({{.name = "b", .text = "2", .image = ""}, {.name = "a", .text = "1", .image = "x.jpg"}});
    desk.reopen();

    EXPECT_THAT(notes(), ElementsAre(Field(&Note::name, "a"), Field(&Note::name, "b")));
    EXPECT_EQ(notes()[0].image, "x.jpg");
    EXPECT_EQ(must(desk.store->cursor(desk.lot, "cameras")), "7");
}

TEST_F(NotesTest, TakeThePlaceOfTheOneOfTheirName) {
    take_in({{.name = "a", .text = "1", .image = "x.jpg"}});
    take_in({{.name = "a", .text = "2", .image = ""}});

    EXPECT_THAT(notes(), ElementsAre(Field(&Note::text, "2")));
    EXPECT_EQ(notes()[0].image, "");
}

TEST_F(NotesTest, AreForgottenByName) {
    take_in({{.name = "a", .text = "1", .image = ""}});
    take_in({}, {"a", "never there"});

    EXPECT_THAT(notes(), IsEmpty());
}

}  // namespace
}  // namespace lotbridge::test
