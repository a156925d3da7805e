// Chapter 5 as rules over what a lot has told before: the fields of one VO, and the life of one parking record.
#pragma once

#include "envelope.hpp"
#include "json.hpp"
#include "settings.hpp"
#include "storage.hpp"

#include <lotbridge/schema/catalogue.hpp>

#include <functional>
#include <string>
#include <vector>

namespace lotbridge::refcloud {

struct Judgement {
    Findings findings;
    std::string refusal;       // words of the 9999 answer; empty: nothing speaks against it
    bool told_before = false;  // the same VO of the same record under another oprNum: accepted, not kept twice
};

// Members, types, limits (the catalogue's clauses), strange members, absent ones (E7), the lot's own parkId and
// parkCode.
Judgement judge_fields(schema::Interface const& interface, schema::Shape const& shape, json::Value const& vo,
                       std::string const& raw, Lot const& lot);

// C.2.5: an image comes as imageBase64 or (E10) as a file in a part named by its imageCode. parts: the names of those.
Findings judge_picture(json::Value const& vo, std::vector<std::string> const& parts, Images images);

using BodyOf = std::function<std::string(std::int64_t message)>;  // the body of an accepted message
// Whether the record's state lets this message come now.
Judgement judge_order(schema::Interface const& interface, json::Value const& vo, Record const& record,
                      BodyOf const& body_of);

// The record after the message with this number was accepted.
void advance(Record& record, schema::Interface const& interface, json::Value const& vo, std::int64_t message);

// Entry, correction, exit, supplementary bill and image: the five whose order the standard rules.
bool belongs_to_a_record(schema::Interface const& interface);

}  // namespace lotbridge::refcloud
