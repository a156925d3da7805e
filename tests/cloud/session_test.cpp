// What a message's outcome is, whatever the platform does.
#include "session_fixture.hpp"

#include "cloud/http_reply.hpp"

namespace lotbridge::cloud {
namespace {

TEST_F(SessionTest, DeliversAMessageWithTokenCodeAndSignature) {
    lot_.station_ip = "10.0.0.7";
    open();

    auto const outcome = outcome_of(message("opr-1"));

    EXPECT_EQ(outcome.kind, Kind::accepted) << outcome.words;
    EXPECT_EQ(outcome.data, "{\"seen\":1}");
    ASSERT_EQ(server_.received.size(), 1u);
    auto const& got = server_.received[0];
    EXPECT_EQ(got.target, "/park/api");
    EXPECT_EQ(got.content_type, "application/x-www-form-urlencoded; charset=UTF-8");
    EXPECT_EQ(got.envelope.head.k, "token-1");
    EXPECT_EQ(got.envelope.head.code, "2");
    EXPECT_EQ(got.envelope.head.opr_num, "opr-1");
    EXPECT_EQ(got.envelope.head.ip, "10.0.0.7");
    EXPECT_EQ(got.envelope.data, R"({"recordCode":"R1"})");
    EXPECT_EQ(server_.signer.verify(got.envelope.data, got.envelope.signature), wire::Signer::Verdict::good);
}

TEST_F(SessionTest, UsesOneConnectionForOneMessageAfterTheOther) {
    open();
    for (int i = 0; i < 20; ++i) EXPECT_EQ(outcome_of(message(std::to_string(i))).kind, Kind::accepted);

    EXPECT_EQ(server_.connections, 1u);
}

TEST_F(SessionTest, HasAsManyInFlightAsTheProfileAllowsAndNoMore) {
    lot_.cloud.profile.concurrency = 3;
    open();
    log_in();
    server_.script.assign(5, silence());

    std::vector<Slot> slots;
    for (int i = 0; i < 5; ++i) slots.push_back(send(message(std::to_string(i))));
    ASSERT_TRUE(until([&] { return server_.received.size() == 1 + 3; }));
    scheduler_.run_ready();
    EXPECT_EQ(server_.received.size(), 1u + 3u);

    server_.script.clear();
    server_.answer_silent();
    EXPECT_TRUE(until([&] { return server_.received.size() == 1 + 5; }));
    for (int i = 0; i < 2; ++i) server_.answer_silent();
    for (auto const& slot : slots) EXPECT_EQ(wait(slot).kind, Kind::accepted);
    EXPECT_EQ(server_.connections, 3u);
}

TEST_F(SessionTest, LetsAnUrgentMessagePassTheOthersOnAConnectionOfItsOwn) {
    lot_.cloud.profile.concurrency = 1;
    open();
    log_in();
    server_.script = {silence()};
    auto const busy = send(message("busy")), waiting = send(message("waiting"));
    ASSERT_TRUE(until([&] { return server_.received.size() == 2; }));

    auto urgent = message("urgent", "auto_deduct");
    urgent.urgent = true;
    auto const outcome = outcome_of(urgent);

    EXPECT_EQ(outcome.kind, Kind::accepted);
    EXPECT_FALSE(waiting->has_value());
    EXPECT_THAT(server_.topics(), ElementsAre("2", "2", "26"));
    server_.answer_silent();
    wait(busy);
    EXPECT_EQ(wait(waiting).kind, Kind::accepted);
}

TEST_F(SessionTest, TakesTheServersClockFromItsAnswer) {
    server_.date = "Sun, 06 Nov 1994 08:49:37 GMT";
    open();

    EXPECT_EQ(outcome_of(message("1")).server_time, WallTime(784111777s));
}

TEST_F(SessionTest, CallsAnAnswerWithAnUnknownCodeRefused) {
    open();
    log_in();
    server_.script = {answer_code("1234", "later")};

    auto const outcome = outcome_of(message("1"));

    EXPECT_EQ(outcome.kind, Kind::refused);
    EXPECT_EQ(outcome.code, "1234");
    EXPECT_EQ(outcome.words, "later");
}

TEST_F(SessionTest, KeepsTheTokenOutOfWhatTheCloudSaysOfIt) {
    open();
    log_in();
    server_.script.push_back(answer_code("9999", "token " + server_.token + " may not do that"));

    auto const outcome = outcome_of(message("1"));

    EXPECT_THAT(outcome.words, HasSubstr("may not do that"));
    EXPECT_EQ(outcome.words.find(server_.token), outcome.words.npos);
}

TEST_F(SessionTest, SortsCodesByTheProfile) {
    lot_.cloud.profile.permanent_codes = {"4001"};
    lot_.cloud.profile.retry_codes = {"5001"};
    open();
    log_in();
    server_.script = {answer_code("4001"), answer_code("5001"), answer_code("9999"), answer_code("0")};

    EXPECT_EQ(outcome_of(message("1")).kind, Kind::permanent);
    EXPECT_EQ(outcome_of(message("2")).kind, Kind::refused);
    EXPECT_EQ(outcome_of(message("3")).kind, Kind::refused);
    EXPECT_EQ(outcome_of(message("4")).kind, Kind::accepted);
}

TEST_F(SessionTest, SendsWithTheCodeThatTheProfileGives) {
    lot_.cloud.profile.codes = {{"vehicle_entry", "P02"}};
    open();

    outcome_of(message("1"));

    EXPECT_THAT(server_.topics(), ElementsAre("P02"));
}

TEST_F(SessionTest, RefusesForGoodWhatItCannotSeal) {
    open();

    auto const unknown = outcome_of(message("1", "no_such_interface"));
    auto const too_long = outcome_of(message(std::string(37, 'x')));

    EXPECT_EQ(unknown.kind, Kind::permanent);
    EXPECT_THAT(unknown.words, HasSubstr("no_such_interface"));
    EXPECT_EQ(too_long.kind, Kind::permanent);
    EXPECT_THAT(server_.received, IsEmpty());
}

struct Misbehaviour {
    char const* name;
    Act act;
    char const* words;
};
void PrintTo(Misbehaviour const& how, std::ostream* out) { *out << how.name; }

class AMisbehavingCloud : public SessionTest, public testing::WithParamInterface<Misbehaviour> {};

TEST_P(AMisbehavingCloud, LosesTheMessageAndTheNextOneArrives) {
    open();
    log_in();
    server_.script = {GetParam().act};

    auto const outcome = outcome_of(message("1"));

    EXPECT_EQ(outcome.kind, Kind::lost);
    EXPECT_THAT(outcome.words, HasSubstr(GetParam().words));
    EXPECT_EQ(server_.received.size(), 2u) << "a lost message is not sent again by the session itself";
    EXPECT_TRUE(session_->reachable());
    EXPECT_EQ(outcome_of(message("2")).kind, Kind::accepted);
}

INSTANTIATE_TEST_SUITE_P(
    By, AMisbehavingCloud,
    testing::Values(
        Misbehaviour{"Closing", close_after_reading(), "without an answer"},
        Misbehaviour{"HalfAHead", raw("HTTP/1.1 200 O", true), "partial message"},
        Misbehaviour{"HalfABody", raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"resultCode\":\"0000\"", true),
                     "partial message"},
        Misbehaviour{"HalfAReplyThatClaimsToBeWhole", raw(reply_bytes("{\"resultCode\":\"0000\",\"da")), "no envelope"},
        Misbehaviour{"Garbage", raw("SSH-2.0-OpenSSH_9.2\r\n\r\n"), "bad"},
        Misbehaviour{"AStatusPage", http_status(500), "HTTP status 500"},
        Misbehaviour{"ANotFoundPage", http_status(404), "HTTP status 404"},
        Misbehaviour{"ARedirect", http_status(302), "HTTP status 302"},
        Misbehaviour{"AnHtmlPage", raw(reply_bytes("<html>login</html>")), "no envelope"},
        Misbehaviour{"JsonThatIsNoEnvelope", raw(reply_bytes("{\"status\":\"up\"}")), "resultCode is missing"},
        Misbehaviour{
            "AWrongSignature",
            raw(reply_bytes("{\"resultCode\":\"0000\",\"signature\":\"" + std::string(32, 'A') + "00\",\"data\":{}}")),
            "signature is wrong"},
        Misbehaviour{
            "AnUnknownKey",
            raw(reply_bytes("{\"resultCode\":\"0000\",\"signature\":\"" + std::string(32, 'A') + "07\",\"data\":{}}")),
            "key that the pool does not have"}),
    [](auto const& how) { return how.param.name; });

TEST_F(SessionTest, LosesAMessageThatIsNotAnsweredInTime) {
    open();
    log_in();
    server_.script = {silence()};
    auto const slot = send(message("1"));
    ASSERT_TRUE(until([&] { return server_.received.size() == 2; }));

    scheduler_.advance(14999ms);
    EXPECT_FALSE(slot->has_value());
    scheduler_.advance(1ms);

    EXPECT_EQ(wait(slot).kind, Kind::lost);
    EXPECT_THAT(wait(slot).words, HasSubstr("in time"));
    EXPECT_EQ(outcome_of(message("2")).kind, Kind::accepted);
}

TEST_F(SessionTest, WaitsForTheAnswerOfAHurriedMessageAsLongAsForAnyOther) {
    open();
    log_in();
    server_.script = {silence()};
    auto hurried = message("1", "auto_deduct");
    hurried.send_within = 1s;
    auto const slot = send(hurried);
    ASSERT_TRUE(until([&] { return server_.received.size() == 2; }));

    scheduler_.advance(14s);
    EXPECT_FALSE(slot->has_value());
    server_.answer_silent();

    EXPECT_EQ(wait(slot).kind, Kind::accepted);
}

TEST_F(SessionTest, NeverSendsAMessageWhoseTimeWasSpentWaiting) {
    lot_.cloud.profile.concurrency = 1;
    open();
    log_in();
    server_.script = {silence()};
    auto const busy = send(message("busy"));
    auto hurried = message("late");
    hurried.send_within = 1s;
    auto const slot = send(hurried);
    ASSERT_TRUE(until([&] { return server_.received.size() == 2; }));

    scheduler_.advance(1s);
    EXPECT_EQ(wait(slot).kind, Kind::unsent);

    server_.answer_silent();
    wait(busy);
    scheduler_.run_ready();
    EXPECT_EQ(server_.received.size(), 2u);
}

TEST_F(SessionTest, SendsOverANewConnectionWhenTheKeptOneWasClosed) {
    open();
    log_in();
    server_.hang_up();
    scheduler_.run_ready();

    EXPECT_EQ(outcome_of(message("1")).kind, Kind::accepted);
    EXPECT_EQ(server_.received.size(), 2u);
    EXPECT_EQ(server_.connections, 2u);
}

TEST_F(SessionTest, NeverReusesAConnectionThatTheServerSaysItCloses) {
    open();
    log_in();
    server_.script = {raw(reply_bytes(R"({"resultCode":"0000"})", "Connection: close\r\n"))};

    EXPECT_EQ(outcome_of(message("1")).kind, Kind::accepted);
    EXPECT_EQ(outcome_of(message("2")).kind, Kind::accepted);
    EXPECT_EQ(server_.connections, 2u);
}

TEST_F(SessionTest, ReadsAChunkedAnswerAndOneThatEndsWithTheConnection) {
    open();
    log_in();
    server_.script = {raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: "
                          "chunked\r\n\r\n5\r\n{\"res\r\n13\r\nultCode\":\"0000\",\"da\r\n8\r\nta\":[1]}\r\n0\r\n\r\n"),
                      raw("HTTP/1.1 200 OK\r\n\r\n{\"resultCode\":\"0000\",\"data\":[2]}", true)};

    EXPECT_EQ(outcome_of(message("1")).data, "[1]");
    EXPECT_EQ(outcome_of(message("2")).data, "[2]");
}

TEST_F(SessionTest, ClosesAConnectionThatHasBeenIdle) {
    open();
    log_in();

    scheduler_.advance(31s);

    EXPECT_EQ(outcome_of(message("1")).kind, Kind::accepted);
    EXPECT_EQ(server_.connections, 2u);
}

TEST_F(SessionTest, CountsWhatDepartsFromTheStandardAndAcceptsIt) {
    open();
    log_in();
    server_.script = {
        raw(reply_bytes(R"({"resultCode":"0000","oprNum":")" + std::string(37, 'x') + R"(","extra":1,"data":{}})"))};

    EXPECT_EQ(outcome_of(message("1")).kind, Kind::accepted);
    ASSERT_THAT(session_->departures().counts(), testing::SizeIs(2));
    EXPECT_EQ(session_->departures().counts().at("oprNum has more than 36 characters").times, 1u);
    EXPECT_EQ(session_->departures().counts().at("unknown member \"extra\"").last, scheduler_.wall());
}

TEST_F(SessionTest, RefusesUnsignedAnswersWhereTheProfileRequiresSignatures) {
    lot_.cloud.profile.require_reply_signature = true;
    open();
    log_in();
    server_.script = {answer_code("0000")};

    EXPECT_EQ(outcome_of(message("1")).kind, Kind::lost);
    EXPECT_EQ(outcome_of(message("2")).kind, Kind::accepted);
}

// A platform that does not know the token does not know whose key to sign with.
TEST_F(SessionTest, BelievesAnUnsignedAnswerThatTheTokenIsInvalid) {
    lot_.cloud.profile.require_reply_signature = true;
    open();
    log_in();
    server_.script = {answer_code("9000")};

    EXPECT_EQ(outcome_of(message("1")).kind, Kind::accepted);
    EXPECT_EQ(server_.logins, 2u);
}

TEST_F(SessionTest, EndsQuietlyWhileMessagesAreInFlight) {
    open();
    log_in();
    server_.script = {silence()};
    auto const slot = send(message("1"));
    ASSERT_TRUE(until([&] { return server_.received.size() == 2; }));

    session_.reset();
    scheduler_.advance(1min);

    EXPECT_FALSE(slot->has_value());
}

}  // namespace
}  // namespace lotbridge::cloud
