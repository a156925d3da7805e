// An adapter that hands over what a file says, right or wrong: one message on each line, its name, a tab, its body.
// What comes from a mapping cannot break the schema in every way that a badly written adapter can. Questions are asked;
// what comes back is a line in another file: name, tab, the answer or "!" and words.
#include <lotbridge/adapter.hpp>
#include <lotbridge/adapter/entry.hpp>
#include <lotbridge/schema/catalogue.hpp>

#include <charconv>
#include <fstream>
#include <string>
#include <utility>

namespace lotbridge::test {

class Tape : public Adapter {
public:
    static constexpr auto offers = every_interface;
    static constexpr char settings_schema[] =
        R"({"type": "object", "additionalProperties": false, "required": ["tape"],
            "properties": {"tape": {"type": "string"}}})";

    Result<> start(Settings const& settings) override {
        LOTBRIDGE_TRY(file_, settings.text("tape"));
        return {};
    }

    Result<Batch> poll(std::string_view cursor) override {
        std::int64_t read = 0;
        std::from_chars(cursor.data(), cursor.data() + cursor.size(), read);
        std::ifstream in(file_, std::ios::binary);
        in.seekg(read);
        Batch batch;
        for (std::string line; std::getline(in, line) && !in.eof();) {
            read += static_cast<std::int64_t>(line.size()) + 1;
            auto const tab = line.find('\t');
            take(batch, line.substr(0, tab), line.substr(tab + 1));
        }
        batch.resume_at(std::to_string(read));
        return batch;
    }

    void stop() override {}

private:
    void take(Batch& batch, std::string name, std::string body) {
        auto const* interface = schema::find_interface(name);
        if (!interface || interface->queueing != schema::Queueing::never)
            return batch.add_body(std::move(name), std::move(body));
        auto const answer = host().ask(name, body);
        std::ofstream out(file_ + ".answers", std::ios::binary | std::ios::app);
        out << name << '\t' << (answer ? *answer : '!' + answer.error().message) << '\n';
    }

    std::string file_;
};

}  // namespace lotbridge::test

LOTBRIDGE_ADAPTER(lotbridge::test::Tape, "test.tape", "1.0.0", "测试带", "A tape of messages");
