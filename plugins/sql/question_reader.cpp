// A member of "questions": rows that the lot's own software writes to ask the cloud.
#include "mapping_sections.hpp"

#include <algorithm>
#include <array>

namespace lotbridge::sql {
namespace {

using std::chrono::milliseconds;

// How long a question is good for. A gate that opens late, or a fee that is taken late, does harm.
struct Term {
    std::string_view interface;
    std::int64_t most;  // milliseconds
    char const* why;    // its age must be known; null: it need not
};
constexpr std::array<Term, 4> terms{{{"unlicensed_entry", 60'000, "it is good for 60 s (5.3.1)"},
                                     {"unlicensed_exit", 60'000, "it is good for 60 s (5.3.2)"},
                                     {"auto_deduct", 1'000, "it is answered within 1 s or not at all (5.6.3)"},
                                     {"member_query", 60'000, nullptr}}};

std::set<std::string, std::less<>> answer_names(Question const& question) {
    std::set<std::string, std::less<>> names{"outcome", "words"};
    for (auto const* shape : {question.interface->request, question.interface->response}) {
        for (auto const& info : shape->fields) names.emplace(info.wire);
    }
    for (auto const& column : question.key) names.insert(column.name);
    for (auto const& [name, recipe] : question.parameters) names.insert(name);
    return names;
}

void read_times(Question& question, ObjectReader& object, Reading& reading) {
    auto const term = std::find_if(terms.begin(), terms.end(),
                                   [&](Term const& one) { return one.interface == question.interface->id; });
    question.valid = milliseconds(object.number("valid_ms", term->most, 100, term->most));
    question.limit = milliseconds(object.number("limit_ms", 0, 10, 60'000));
    question.every = milliseconds(object.number("every_ms", 100, 20, 60'000));
    if (auto const* asked = object.find("asked"))
        question.asked = read_recipe(*asked, reading);
    else if (term->why)
        reading.problems.add(object.place(),
                             "\"asked\" must name the column with the time of the question: " + std::string(term->why));
}

}  // namespace

Question read_question(schema::Interface const& interface, Node const& node, Reading& reading) {
    Question question;
    question.interface = &interface;
    question.place = node.place;
    ObjectReader object(node, reading.problems);
    if (auto const* query = object.need("query")) {
        if (auto read = read_query(*query, reading, {"limit"})) question.query = std::move(*read);
    }
    if (auto const* key = object.need("key")) {
        for (auto& name : scalars(*key, reading.problems)) question.key.push_back({std::move(name), key->place});
    }
    read_times(question, object, reading);
    if (auto const* fields = object.need("fields")) question.fields = read_fields(*fields, *interface.request, reading);
    question.parameters = read_parameters(object, reading);
    if (auto const* answer = object.need("answer")) {
        question.answer = read_statements(*answer, reading, answer_names(question));
        if (question.answer.empty())
            reading.problems.add(answer->place,
                                 "there is no statement that writes the answer on this kind of database");
    }
    object.finish();
    return question;
}

}  // namespace lotbridge::sql
