// Whether a vehicle is a member (5.6.2): the cloud is asked; while it cannot be, what it said before counts, until it
// is too old. Members that the cloud hands down are kept in the same place. Network thread only.
#pragma once

#include "relay/asking.hpp"

#include <lotbridge/vo/member_query.hpp>

#include <memory>
#include <string>

namespace lotbridge::relay {

class Members : public std::enable_shared_from_this<Members> {
public:
    Members(AskingParts parts, QuestionFigures& figures);

    // body: the message's normalised form. Asked until the deadline, then answered from what is kept.
    void ask(std::string body, HostTime deadline, AnswerSink sink);
    // What the cloud handed down, a MemberChange that has passed its check.
    void learn(std::string const& body);

private:
    void recall(vo::MemberQuery vehicle, std::string why, AnswerSink sink);
    void recalled(store::KeptAnswer const& kept, std::string const& why, AnswerSink const& sink);
    void keep(vo::MemberQuery const& vehicle, std::string answer);

    AskingParts parts_;
    QuestionFigures& figures_;
};

}  // namespace lotbridge::relay
