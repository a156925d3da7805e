#include "adapter.hpp"

#include <lotbridge/adapter/poller.hpp>

#include <algorithm>
#include <utility>

namespace lotbridge::ake {
namespace {

using namespace std::chrono_literals;

constexpr auto directory_every = 1h;

}  // namespace

Result<Known> Known::read(std::string_view cursor) {
    Known known;
    LOTBRIDGE_TRY(known.memory, Memory::read(cursor, kept_keys, kept_answers));
    known.pictures = PendingPictures::read(known.memory.value("pictures"));
    return known;
}

std::string Known::text() const {
    auto all = memory;
    all.set_value("pictures", pictures.text());
    return all.text();
}

Result<> Adapter::open(Settings const& settings, net::Network& network) {
    LOTBRIDGE_CHECK(open_gateway(settings, network));
    return listen(settings, network);
}

Result<> Adapter::open_gateway(Settings const& settings, net::Network& network) {
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
    directory_ = Chore(directory_every);
    spaces_ = Chore(std::chrono::seconds(spaces));
    entries_ = exits_ = Chore(std::chrono::seconds(catch_up));
    LOTBRIDGE_TRY(gateway_, Gateway::open(network, std::move(options)));
    auto const from = read_time(since);
    if (!from) return fail(Errc::rejected, "settings /since: not a time like 2025-06-02 06:00:00");
    since_ = from->empty() ? seconds_now() - std::chrono::seconds(24h).count() : from->at().time_since_epoch().count();
    return {};
}

Result<> Adapter::listen(Settings const& settings, net::Network& network) {
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
    LOTBRIDGE_TRY(listener_, net::HttpListener::open(network, options, hear));
    return {};
}

void Adapter::close() {
    listener_.reset();
    deductions_.clear();  // unanswered: they are pushed again
    gateway_.reset();
}

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
    heard({std::move(*json), std::string(address), answer, Clock::now()});
}

Result<Known> Adapter::recall(std::string_view cursor) {
    LOTBRIDGE_TRY(auto known, Known::read(cursor));
    in_.page = out_.page = 0;
    bool const down = known.memory.value("lot") == "down";
    last_beat_seconds_ = down ? known.memory.mark("beat") : seconds_now();
    last_beat_.reset();
    if (known.memory.value("lot") == "up") last_beat_ = Clock::now();
    return known;
}

// At most one thing that has to be asked for in each call, so that pushes are not kept waiting.
Result<Batch> Adapter::poll(std::string_view cursor) {
    LOTBRIDGE_TRY(auto batch, PushedAdapter::poll(cursor));
    refused_.reset();
    LOTBRIDGE_CHECK(look_for_life());
    bool const busy =
        attempt(directory_, [this] { return read_directory(); }) || attempt(entries_, [this] { return sweep(in_); }) ||
        attempt(exits_, [this] { return sweep(out_); }) || attempt(spaces_, [this] { return read_free_spaces(); });
    if (auto const refused = std::exchange(refused_, std::nullopt)) return fail(*refused);
    for (auto const* chore : {&directory_, &entries_, &exits_, &spaces_})
        if (!chore->trouble().empty()) batch.leave_out(chore->trouble());
    if (busy) {
        batch.ask_again();
        return batch;
    }
    LOTBRIDGE_TRY(auto const more, fetch_picture());
    batch.ask_again(more);
    return batch;
}

Result<Batch> Adapter::look() {
    LOTBRIDGE_TRY([[maybe_unused]] auto const batch, PushedAdapter::look());
    auto asked = deduct();
    if (!asked && !deductions_.empty()) host().wake();  // the others have no time to wait
    return asked;
}

bool Adapter::attempt(Chore& chore, std::function<Result<bool>()> const& work) {
    if (!chore.due()) return false;
    auto const more = work();
    if (more)
        chore.done(*more);
    else if (!refused_)  // by the host: it is read again as soon as that polls again
        chore.failed(more.error().message);
    return true;
}

// What was pushed is made durable, then answered; what could not be stored is answered 503, and comes again.
Result<> Adapter::take(std::vector<Heard> pushes) {
    auto next = draft();
    std::vector<net::Answer> told;
    for (auto& push : pushes) {
        auto const said = read_said(push.json, push.address, context(next.known.memory));
        if (is_of_another_lot(said)) {
            push.answer.send(200, ake::answer(business_failure, 904, "not this lot"));
        } else if (said.deduction && said.deduction->trouble.empty()) {
            deductions_.push_back(std::move(push));
        } else if (said.deduction) {
            push.answer.send(200, ake::answer(wrong_parameters, 0, said.deduction->trouble));
        } else if (said.cmd == "refundParkFee") {
            warn_once("refundParkFee: the standard has no refund; it is refused, and stays with the platform");
            push.answer.send(200, ake::answer(business_failure, other_failure, "refunds are not supported"));
        } else {
            add(said, next);
            told.push_back(push.answer);
        }
    }
    LOTBRIDGE_CHECK(keep(std::move(next)));
    for (auto const& answer : told) answer.send(200, ake::answer(success, 0, "ok"));
    return {};
}

Result<> Adapter::keep(Draft next) {
    auto kept = PushedAdapter::keep(std::move(next));
    if (!kept) refused_ = kept.error();
    return kept;
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
    auto const said = read_said(heard.json, heard.address, context(known().memory));
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

}  // namespace lotbridge::ake
