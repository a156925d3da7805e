// The token: one login at a time, whatever asks for it; afresh when it is refused or the month ends, and never too
// fast.
#include "session_fixture.hpp"

#include <lotbridge/schema/json.hpp>
#include <lotbridge/vo/login.hpp>

namespace lotbridge::cloud {
namespace {

using namespace std::chrono;

class LoginTest : public SessionTest {
protected:
    // Delivers messages, all of which the platform refuses for their token, until the session gives one back.
    Outcome quarrel() {
        server_.script.assign(20, answer_code("9000", "token"));
        return outcome_of(message("quarrel"));
    }

    static WallTime utc(year_month_day date, milliseconds time) { return sys_days(date) + time; }
};

TEST_F(LoginTest, LogsInOnceForAllMessagesThatWait) {
    open();
    std::vector<Slot> slots;
    for (int i = 0; i < 20; ++i) slots.push_back(send(message(std::to_string(i))));

    for (auto const& slot : slots) EXPECT_EQ(wait(slot).kind, Kind::accepted);

    EXPECT_EQ(server_.logins, 1u);
}

TEST_F(LoginTest, SendsUserAndEncryptedPasswordWithoutAToken) {
    server_.login_script = {silence()};
    open();
    session_->start();
    ASSERT_TRUE(until([&] { return server_.logins == 1; }));

    auto const& request = server_.last_login;
    auto const login = schema::decode<vo::Login>(request.envelope.data).value();

    EXPECT_EQ(request.envelope.head.k, "");
    EXPECT_EQ(request.envelope.head.opr_num.size(), 36u);
    EXPECT_EQ(login.park_user_name, "lot");
    EXPECT_EQ(
        wire::decrypt_password(login.park_user_pwd, "0123456789abcdef01234567", "12345678", wire::CipherText::base64),
        "pass");
}

TEST_F(LoginTest, SendsThePasswordInTheFormAndTheMembersOfTheProfile) {
    using Password = config::PlatformProfile::Login::Password;
    auto& login = lot_.cloud.profile.login;
    login.user_member = "usr";
    login.password_member = "psw";
    std::pair<Password, std::string> const forms[] = {{Password::triple_des_hex, "3137E5EBECE03D08"},
                                                      {Password::md5_upper, "1A1DC91C907325C69271DDF0C944BC72"},
                                                      {Password::md5_lower, "1a1dc91c907325c69271ddf0c944bc72"},
                                                      {Password::plain, "pass"}};

    for (auto const& [form, text] : forms) {
        login.password = form;
        open();
        log_in();
        EXPECT_EQ(server_.last_login.envelope.data, R"({"usr":"lot","psw":")" + text + "\"}");
    }
}

TEST_F(LoginTest, ReusesTheTokenThatWasKept) {
    open();
    log_in();
    ASSERT_EQ(saved_.size(), 1u);
    auto const stored = saved_[0];

    open(stored);
    EXPECT_EQ(outcome_of(message("after restart")).kind, Kind::accepted);

    EXPECT_EQ(server_.logins, 1u);
}

TEST_F(LoginTest, NeverReusesATokenOfTheMonthBefore) {
    scheduler_.set_wall(utc(2026y / May / 31, 15h + 59min));  // 23:59 at the lot
    open();
    log_in();
    scheduler_.set_wall(utc(2026y / May / 31, 16h));  // the first of June at the lot

    auto const stored = saved_.back();
    open(stored);
    EXPECT_EQ(outcome_of(message("after restart")).kind, Kind::accepted);

    EXPECT_EQ(server_.logins, 2u);
}

TEST_F(LoginTest, ReadsNoTokenFromDamagedText) {
    for (auto const text : {"x", "12", "12x token", " token", "99999999999999999999999 token"}) {
        open(text);
        EXPECT_FALSE(session_->has_token()) << text;
    }
}

TEST_F(LoginTest, SendsAgainWithANewTokenWhatMetAnInvalidOne) {
    open();
    log_in();
    server_.token = "made by another login";

    auto const outcome = outcome_of(message("again"));

    EXPECT_EQ(outcome.kind, Kind::accepted);
    EXPECT_EQ(server_.logins, 2u);
    ASSERT_EQ(server_.received.size(), 3u);
    EXPECT_EQ(server_.received[1].envelope.head.opr_num, "again");
    EXPECT_EQ(server_.received[2].envelope.head.opr_num, "again");
    EXPECT_EQ(server_.received[2].envelope.head.k, "token-2");
    ASSERT_EQ(saved_.size(), 3u);
    EXPECT_EQ(saved_[1], "");
    EXPECT_THAT(saved_[2], HasSubstr("token-2"));
    EXPECT_THAT(alerts_, IsEmpty());
}

TEST_F(LoginTest, LogsInOnceWhenManyInFlightMeetAnInvalidToken) {
    open();
    log_in();
    server_.token = "made by another login";

    std::vector<Slot> slots;
    for (int i = 0; i < 8; ++i) slots.push_back(send(message(std::to_string(i))));
    for (auto const& slot : slots) EXPECT_EQ(wait(slot).kind, Kind::accepted);

    EXPECT_EQ(server_.logins, 2u);
}

TEST_F(LoginTest, LogsInAfreshShortlyAfterTheMonthEnds) {
    scheduler_.set_wall(utc(2026y / December / 31, 15h + 59min + 50s));  // 23:59:50 at the lot
    open();
    log_in();

    scheduler_.advance(9999ms);
    scheduler_.run_ready();
    EXPECT_EQ(server_.logins, 1u);
    scheduler_.advance(1ms + 120s);

    EXPECT_TRUE(until([&] { return server_.logins == 2; }));
    EXPECT_EQ(outcome_of(message("new month")).kind, Kind::accepted);
    EXPECT_EQ(server_.received.back().envelope.head.k, "token-2");
    scheduler_.advance(24h);
    EXPECT_EQ(server_.logins, 2u);
}

TEST_F(LoginTest, NoticesWithinTheHourThatSomebodyMovedTheClockIntoTheNextMonth) {
    open();
    log_in();
    scheduler_.set_wall(utc(2026y / July / 15, 0h));

    scheduler_.advance(1h + 2min);

    EXPECT_TRUE(until([&] { return server_.logins == 2; }));
}

TEST_F(LoginTest, KeepsTheOldTokenWhenTheMonthlyLoginFailsAndTriesAgain) {
    scheduler_.set_wall(utc(2026y / May / 31, 15h + 59min + 59s));
    lot_.cloud.profile.times.month_login_spread = 0s;
    open();
    log_in();
    server_.login_script = {answer_code("9999")};

    scheduler_.advance(1s);
    ASSERT_TRUE(until([&] { return server_.logins == 2; }));
    scheduler_.run_ready();
    EXPECT_TRUE(session_->reachable());
    EXPECT_EQ(outcome_of(message("with the old token")).kind, Kind::accepted);

    scheduler_.advance(10s);
    EXPECT_TRUE(until([&] { return server_.logins == 3; }));
}

TEST_F(LoginTest, RaisesAnAlertAndSlowsDownWhenAnotherSystemUsesTheAccount) {
    open();

    auto const outcome = quarrel();

    EXPECT_EQ(outcome.kind, Kind::unsent);
    EXPECT_EQ(server_.logins, 4u) << "the fourth refused token within ten minutes is one too many";
    ASSERT_EQ(alerts_.size(), 1u);
    EXPECT_THAT(alerts_[0], HasSubstr("another system"));
    EXPECT_THAT(reachable_, ElementsAre(false));

    scheduler_.advance(10min - 1ms);
    scheduler_.run_ready();
    EXPECT_EQ(server_.logins, 4u);
    scheduler_.advance(1ms);
    EXPECT_TRUE(until([&] { return session_->reachable(); }));
    EXPECT_EQ(server_.logins, 5u);
}

TEST_F(LoginTest, StaysSlowWhileTheQuarrelGoesOn) {
    open();
    quarrel();
    scheduler_.advance(10min);
    ASSERT_TRUE(until([&] { return session_->reachable(); }));

    scheduler_.advance(5min);
    EXPECT_EQ(quarrel().kind, Kind::unsent);
    EXPECT_EQ(server_.logins, 5u);
    scheduler_.advance(5min);

    EXPECT_TRUE(until([&] { return session_->reachable(); }));
    EXPECT_EQ(server_.logins, 6u);
    EXPECT_EQ(alerts_.size(), 1u);
}

TEST_F(LoginTest, IsFastAgainAfterATokenThatLived) {
    open();
    quarrel();
    scheduler_.advance(10min);
    ASSERT_TRUE(until([&] { return session_->reachable(); }));
    scheduler_.advance(10min);
    server_.script = {answer_code("9000")};

    EXPECT_EQ(outcome_of(message("1")).kind, Kind::accepted);
    EXPECT_EQ(server_.logins, 6u);
}

TEST_F(LoginTest, ForgetsRefusedTokensOfLongAgo) {
    open();
    for (int i = 0; i < 8; ++i) {
        server_.script = {answer_code("9000")};
        EXPECT_EQ(outcome_of(message(std::to_string(i))).kind, Kind::accepted);
        scheduler_.advance(4min);
    }

    EXPECT_THAT(alerts_, IsEmpty());
}

TEST_F(LoginTest, BacksOffWhenLoginsFailAndTellsOnce) {
    server_.login_script.assign(3, answer_code("9999", "wrong password"));
    open();

    auto const outcome = outcome_of(message("1"));
    EXPECT_EQ(outcome.kind, Kind::unsent);
    EXPECT_FALSE(session_->reachable());
    ASSERT_EQ(alerts_.size(), 1u);
    EXPECT_THAT(alerts_[0], HasSubstr("9999 wrong password"));

    scheduler_.advance(9999ms);
    EXPECT_EQ(server_.logins, 1u);
    scheduler_.advance(1ms);
    ASSERT_TRUE(until([&] { return server_.logins == 2 && notes_.size() == 1; }));
    scheduler_.advance(19999ms);
    EXPECT_EQ(server_.logins, 2u);
    scheduler_.advance(1ms);
    ASSERT_TRUE(until([&] { return server_.logins == 3 && notes_.size() == 2; }));
    scheduler_.advance(40s);

    EXPECT_TRUE(until([&] { return session_->reachable(); }));
    EXPECT_EQ(outcome_of(message("2")).kind, Kind::accepted);
    EXPECT_EQ(alerts_.size(), 1u);
}

TEST_F(LoginTest, CallsALoginFailedWhoseAnswerWasLost) {
    server_.login_script = {close_after_reading()};
    open();

    EXPECT_EQ(outcome_of(message("1")).kind, Kind::unsent);
    EXPECT_FALSE(session_->reachable());
    scheduler_.advance(10s);

    EXPECT_TRUE(until([&] { return session_->reachable(); }));
}

TEST_F(LoginTest, RefusesATokenThatFitsNoHeader) {
    auto const long_token = std::string(37, 't');
    server_.login_script = {raw(reply_bytes(R"({"resultCode":"0000","data":{"token":")" + long_token +
                                            R"(","parkId":"P1","parkCode":"C1"}})"))};
    open();

    EXPECT_EQ(outcome_of(message("1")).kind, Kind::unsent);
    ASSERT_EQ(alerts_.size(), 1u);
    EXPECT_THAT(alerts_[0], testing::Not(HasSubstr(long_token)));
}

TEST_F(LoginTest, WarnsWhenTheAccountBelongsToAnotherLot) {
    server_.park_code = "C2";
    open();

    EXPECT_EQ(outcome_of(message("1")).kind, Kind::accepted);

    ASSERT_EQ(alerts_.size(), 1u);
    EXPECT_THAT(alerts_[0], HasSubstr("parkCode \"C2\", the settings say \"C1\""));
}

TEST_F(LoginTest, MakesTheHelloOfTheDownlinkOnceThereIsAToken) {
    lot_.park_code = "C\"1*";
    open();
    EXPECT_EQ(session_->hello_packet(), "");
    log_in();

    auto const packet = session_->hello_packet();
    auto const hello = wire::read_request(packet).value();

    EXPECT_EQ(hello.head.k, "token-1");
    EXPECT_EQ(hello.head.code, "8");
    EXPECT_EQ(hello.data, R"({"parkId":"P1","parkCode":"C\"1\u002a"})");
    EXPECT_EQ(server_.signer.verify(hello.data, hello.signature), wire::Signer::Verdict::good);
}

TEST_F(LoginTest, SaysHelloAsTheProfileWantsIt) {
    lot_.cloud.profile.downlink.hello = config::PlatformProfile::Downlink::Hello::none;
    open();
    log_in();
    EXPECT_EQ(session_->hello_packet(), "");
    EXPECT_NE(session_->heartbeat_packet(), "");
}

// D2, `"hello": "login"`: that login kills the token before it, as any login does, and its answer brings the next one.
class ALoginAsHello : public LoginTest {
protected:
    void SetUp() override {
        lot_.cloud.profile.downlink.hello = config::PlatformProfile::Downlink::Hello::login;
        open();
        log_in();
    }
    // What the cloud says down the line.
    std::string answer_to(wire::Request const& hello, std::string const& result_code = "0000") {
        wire::ReplyHead const head{"1", hello.head.opr_num, "", result_code, "words"};
        return wire::write_reply(head, R"({"token":"line-token","parkId":"P1","parkCode":"C1"})", server_.signer, 0)
            .value();
    }
    wire::Request say_hello() { return wire::read_request(session_->hello_packet()).value(); }
};

TEST_F(ALoginAsHello, CarriesNoTokenAndTheNextOneComesDownTheLine) {
    auto const hello = say_hello();
    EXPECT_EQ(hello.head.code, "1");
    EXPECT_EQ(hello.head.k, "");
    auto const waiting = send(message("1"));

    server_.token = "line-token";
    EXPECT_TRUE(session_->take_line_reply(answer_to(hello)));

    EXPECT_EQ(wait(waiting).kind, Kind::accepted);
    EXPECT_EQ(server_.received.back().envelope.head.k, "line-token");
    EXPECT_EQ(server_.logins, 1u);
    EXPECT_THAT(saved_.back(), HasSubstr("line-token"));
}

TEST_F(ALoginAsHello, IsSaidOnceOnALine) {
    session_->take_line_reply(answer_to(say_hello()));

    EXPECT_EQ(session_->hello_packet(), "");
    session_->line_ended();
    EXPECT_NE(session_->hello_packet(), "");
}

TEST_F(ALoginAsHello, LetsNoOtherLoginRunBesideIt) {
    server_.script = {silence()};
    auto const in_flight = send(message("1"));
    ASSERT_TRUE(until([&] { return server_.received.size() == 2; }));
    auto const hello = say_hello();
    server_.token = "line-token";
    server_.answer_silent(answer_code("9000"));
    ASSERT_TRUE(until([&] { return !session_->has_token(); }));

    session_->take_line_reply(answer_to(hello));

    EXPECT_EQ(wait(in_flight).kind, Kind::accepted);
    EXPECT_EQ(server_.logins, 1u);
}

TEST_F(ALoginAsHello, WithoutAnAnswerHoldsMessagesBackOnlyForAWhile) {
    say_hello();
    auto const waiting = send(message("1"));
    scheduler_.run_ready();
    EXPECT_FALSE(waiting->has_value());

    scheduler_.advance(lot_.cloud.profile.times.answer);

    EXPECT_EQ(wait(waiting).kind, Kind::accepted);
}

TEST_F(ALoginAsHello, WhoseLineEndsLogsInTheOrdinaryWayWhenItsTokenIsGone) {
    say_hello();
    server_.token = "somebody's";
    session_->line_ended();

    EXPECT_EQ(outcome_of(message("1")).kind, Kind::accepted);
    EXPECT_EQ(server_.logins, 2u);
}

TEST_F(ALoginAsHello, TakesOnlyTheAnswerToItself) {
    auto hello = say_hello();
    hello.head.opr_num = "another";

    EXPECT_FALSE(session_->take_line_reply(answer_to(hello)));
    EXPECT_FALSE(session_->take_line_reply("nonsense"));
}

TEST_F(LoginTest, GivesBackAllThatMeetAnInvalidTokenWhileLoginsAreSlow) {
    lot_.cloud.profile.times.token_storm_limit = 0;
    open();
    log_in();
    server_.script = {silence(), silence(), silence()};
    std::vector<Slot> slots;
    for (int i = 0; i < 3; ++i) slots.push_back(send(message(std::to_string(i))));
    ASSERT_TRUE(until([&] { return server_.received.size() == 4; }));

    for (int i = 0; i < 3; ++i) server_.answer_silent(answer_code("9000"));

    for (auto const& slot : slots) EXPECT_EQ(wait(slot).kind, Kind::unsent);
}

TEST_F(LoginTest, SaysBeforeTheFirstLoginWhichSettingIsWrong) {
    auto const words_of = [this](auto change) {
        auto lot = lot_;
        change(lot.cloud);
        auto const session = Session::open(io_, scheduler_, random_, lot, "", {});
        return session ? std::string() : session.error().message;
    };

    EXPECT_THAT(words_of([](auto& cloud) { cloud.login_key = config::Secret("short"); }),
                HasSubstr("login key: 5 bytes"));
    EXPECT_THAT(words_of([](auto& cloud) { cloud.url = "ftp://x"; }), HasSubstr("ftp://x"));
    EXPECT_THAT(words_of([](auto& cloud) { cloud.url = "tcp://x:1"; }), HasSubstr("http"));
    EXPECT_THAT(words_of([](auto& cloud) { cloud.signature_keys.resize(101); }), HasSubstr("101 signature keys"));
    EXPECT_THAT(words_of([](auto& cloud) {
                    cloud.fixed_key = 1;
                    cloud.profile.key_choice = config::PlatformProfile::KeyChoice::fixed;
                }),
                HasSubstr("fixed signature key 1"));
}

}  // namespace
}  // namespace lotbridge::cloud
