#include "adapter.hpp"

#include <lotbridge/adapter/poller.hpp>

#include <algorithm>
#include <utility>

namespace lotbridge::ake {
namespace {

using namespace std::chrono_literals;

constexpr auto look_interval = 50ms;
constexpr std::size_t heard_at_once = 50;
constexpr auto longest_pause = 60s;
constexpr auto directory_every = 1h;

}  // namespace

Result<> Adapter::start(Settings const& settings) {
    stop();
    auto started = read(settings);
    if (started) started = listen(settings);
    if (!started) stop();
    return started;
}

Result<> Adapter::read(Settings const& settings) {
    GatewayOptions options;
    LOTBRIDGE_TRY(options.url, settings.text("url"));
    LOTBRIDGE_TRY(options.key.key, settings.text("key"));
    LOTBRIDGE_TRY(options.key.secret, settings.text("secret"));
    LOTBRIDGE_TRY(auto const sign, settings.text_or("sign", "v3"));
    LOTBRIDGE_TRY(auto const ca_file, settings.text_or("ca_file", ""));
    LOTBRIDGE_TRY(auto const offset, settings.integer_or("utc_offset_minutes", 480));
    LOTBRIDGE_TRY(park_, settings.text("park_code"));
    LOTBRIDGE_TRY(operator_, settings.text_or("operator", "LotBridge"));
    LOTBRIDGE_TRY(wants_pictures_, settings.flag_or("pictures", true));
    LOTBRIDGE_TRY(auto const blacklist_type, settings.integer_or("blacklist_type", 0));
    LOTBRIDGE_TRY(auto const catch_up, settings.integer_or("catch_up_seconds", 300));
    LOTBRIDGE_TRY(auto const overlap, settings.integer_or("overlap_seconds", 900));
    LOTBRIDGE_TRY(auto const spaces, settings.integer_or("spaces_seconds", 60));
    LOTBRIDGE_TRY(auto const silence, settings.integer_or("silence_seconds", 300));
    LOTBRIDGE_TRY(auto const since, settings.text_or("since", ""));
    options.key.version = sign == "v2" ? SignVersion::v2 : SignVersion::v3;
    options.utc_offset = std::chrono::minutes(offset);
    options.ca_file = std::filesystem::path(std::u8string(ca_file.begin(), ca_file.end()));
    blacklist_type_ = blacklist_type > 0 ? std::to_string(blacklist_type) : "";
    overlap_ = std::chrono::seconds(overlap);
    silence_ = std::chrono::seconds(silence);
    directory_ = {.every = directory_every};
    spaces_ = {.every = std::chrono::seconds(spaces)};
    entries_ = exits_ = {.every = std::chrono::seconds(catch_up)};
    in_.page = out_.page = 0;
    cursor_.reset();
    LOTBRIDGE_TRY(network_, net::Network::start());
    LOTBRIDGE_TRY(gateway_, Gateway::open(*network_, std::move(options)));
    auto const from = read_time(since);
    if (!from) return fail(Errc::rejected, "settings /since: not a time like 2025-06-02 06:00:00");
    since_ = from->empty() ? seconds_now() - std::chrono::seconds(24h).count() : from->at().time_since_epoch().count();
    return {};
}

Result<> Adapter::listen(Settings const& settings) {
    net::HttpListenerOptions options;
    LOTBRIDGE_TRY(auto const listen, settings.object("listen"));
    LOTBRIDGE_TRY(options.listen, net::read_listen(listen));
    LOTBRIDGE_TRY(path_, listen.text_or("path", "/"));
    LOTBRIDGE_TRY(auto const certificate, listen.text_or("certificate", ""));
    LOTBRIDGE_TRY(auto const private_key, listen.text_or("private_key", ""));
    options.certificate = std::filesystem::path(std::u8string(certificate.begin(), certificate.end()));
    options.private_key = std::filesystem::path(std::u8string(private_key.begin(), private_key.end()));
    auto const hear = [this](net::HttpRequest const& request, net::Answer const& answer) {
        this->hear(request, answer);
    };
    LOTBRIDGE_TRY(listener_, net::HttpListener::open(*network_, options, hear));
    return {};
}

void Adapter::stop() {
    listener_.reset();
    inbox_.clear();  // unanswered: it is pushed again
    deductions_.clear();
    gateway_.reset();
    network_.reset();
}

std::chrono::milliseconds Adapter::look_every() const { return look_interval; }

Offers Adapter::capabilities() const {
    auto const sheet = lotbridge::Adapter::capabilities();
    return blacklist_type_.empty() ? sheet.with(schema::about<vo::Blacklist>.number, Support::unsupported) : sheet;
}

// The path, or the path and the command behind it. The command stands in the body, else in the address.
void Adapter::hear(net::HttpRequest const& request, net::Answer const& answer) {
    auto const target = std::string_view(request.target).substr(0, request.target.find('?'));
    auto const base = std::string_view(path_).substr(0, path_.size() - (path_.ends_with('/') ? 1 : 0));
    auto const below = target.starts_with(base) ? target.substr(base.size()) : std::string_view("?");
    if (!below.empty() && (below[0] != '/' || below.find('/', 1) != below.npos))
        return answer.send(404, ake::answer(9, 0, "no such address"));
    auto json = read_object(request.body);
    if (!json) return answer.send(400, ake::answer(wrong_parameters, 0, "not a JSON object"));
    // Kept no more than a moment: an inbox that is full answers "come again" by letting go of it.
    auto const address = below.substr(std::min<std::size_t>(below.size(), 1));
    inbox_.put({std::move(*json), std::string(address), answer, Clock::now()});
}

Result<> Adapter::restore(std::string_view cursor) {
    if (cursor_ == cursor) return {};
    LOTBRIDGE_TRY(memory_, Memory::read(cursor, kept_keys, kept_answers));
    pictures_ = PendingPictures::read(memory_.value("pictures"));
    cursor_ = cursor;
    in_.page = out_.page = 0;
    bool const down = memory_.value("lot") == "down";
    last_beat_seconds_ = down ? memory_.mark("beat") : seconds_now();
    last_beat_.reset();
    if (memory_.value("lot") == "up") last_beat_ = Clock::now();
    return {};
}

// At most one thing that has to be asked for in each call, so that pushes are not kept waiting.
Result<Batch> Adapter::poll(std::string_view cursor) {
    LOTBRIDGE_CHECK(restore(cursor));
    LOTBRIDGE_CHECK(attend());
    refused_.reset();
    LOTBRIDGE_CHECK(look_for_life());
    bool const busy =
        attempt(directory_, [this] { return read_directory(); }) || attempt(entries_, [this] { return sweep(in_); }) ||
        attempt(exits_, [this] { return sweep(out_); }) || attempt(spaces_, [this] { return read_free_spaces(); });
    if (auto const refused = std::exchange(refused_, std::nullopt)) return fail(*refused);
    Batch batch;
    for (auto const* chore : {&directory_, &entries_, &exits_, &spaces_})
        if (!chore->trouble.empty()) batch.leave_out(chore->trouble);
    if (busy) {
        batch.ask_again();
        return batch;
    }
    LOTBRIDGE_TRY(auto const more, fetch_picture());
    batch.ask_again(more);
    return batch;
}

// Until the first poll nothing is known of what was before.
Result<Batch> Adapter::look() {
    if (!cursor_) return Batch();
    LOTBRIDGE_CHECK(attend());
    return deduct();
}

bool Adapter::attempt(Chore& chore, std::function<Result<bool>()> const& work) {
    if (Clock::now() < chore.next) return false;
    auto const more = work();
    if (more) {
        chore.trouble.clear();
        chore.pause = 0s;
        chore.next = Clock::now() + (*more ? 0s : chore.every);
        return true;
    }
    if (refused_) return true;  // by the host: it is read again as soon as that polls again
    chore.trouble = more.error().message;
    chore.pause = std::clamp<std::chrono::seconds>(chore.pause * 2, 1s, longest_pause);
    chore.next = Clock::now() + chore.pause;
    return true;
}

// What was pushed is made durable, then answered; what could not be stored is answered 503, and comes again.
Result<> Adapter::attend() {
    auto heard = inbox_.take(heard_at_once);
    if (heard.empty()) return {};
    auto next = intake();
    std::vector<net::Answer> taken;
    for (auto& one : heard) {
        auto const said = read_said(one.json, one.address, context(next.memory));
        if (is_of_another_lot(said)) {
            one.answer.send(200, ake::answer(business_failure, 904, "not this lot"));
        } else if (said.deduction && said.deduction->trouble.empty()) {
            deductions_.push_back(std::move(one));
        } else if (said.deduction) {
            one.answer.send(200, ake::answer(wrong_parameters, 0, said.deduction->trouble));
        } else if (said.cmd == "refundParkFee") {
            warn_once("refundParkFee: the standard has no refund; it is refused, and stays with the platform");
            one.answer.send(200, ake::answer(business_failure, other_failure, "refunds are not supported"));
        } else {
            take(said, next);
            taken.push_back(one.answer);
        }
    }
    LOTBRIDGE_CHECK(keep(std::move(next)));
    for (auto const& answer : taken) answer.send(200, ake::answer(success, 0, "ok"));
    return {};
}

Result<> Adapter::keep(Intake intake) {
    if (intake.pictures != pictures_) intake.memory.set_value("pictures", intake.pictures.text());
    if (intake.memory == memory_ && intake.batch.messages().empty()) return {};
    auto cursor = intake.memory.text();
    intake.batch.resume_at(cursor);
    auto const stored = host().submit(intake.batch);
    if (!stored) {
        refused_ = stored.error();
        return stored;
    }
    memory_ = std::move(intake.memory);
    pictures_ = std::move(intake.pictures);
    cursor_ = std::move(cursor);
    return {};
}

// The platform hangs up after 10 s. A deduction whose answer it did not hear must not count as known to the lot: the
// host then tells it as a payment.
Result<Batch> Adapter::deduct() {
    constexpr auto patience = 9500ms;
    Batch batch;
    if (deductions_.empty()) return batch;
    auto const heard = std::move(deductions_.front());
    deductions_.erase(deductions_.begin());
    batch.ask_again(!deductions_.empty());
    if (Clock::now() - heard.at > patience - 2s) return batch;
    auto const said = read_said(heard.json, heard.address, context(memory_));
    auto question = said.deduction->question;
    question.out_time = now();
    auto const reply = host().ask(question);
    if (Clock::now() - heard.at > patience)
        return fail(Errc::retry, "reducePrestore: the cloud's answer came when the platform had hung up");
    if (!reply || !reply->pay_status) {
        heard.answer.send(200, ake::answer(business_failure, other_failure, "not deducted, charge as usual"));
        return batch;
    }
    constexpr int by_balance = 9, online = 9;
    JsonWriter data;
    data.object().member("thirdBillCode", reply->order_num).member("payOrigin", online);
    data.member("paymentMode", by_balance).member("paymentModeRemark", "账户余额").end();
    heard.answer.send(200, ake::answer(success, 0, "ok", data.text()));
    return batch;
}

JsonWriter Adapter::request() const {
    JsonWriter json;
    json.object().member("parkCode", park_);
    return json;
}

void Adapter::warn_once(std::string const& words) {
    if (warned_.insert(words).second) host().log(LogLevel::warning, words);
}

}  // namespace lotbridge::ake
