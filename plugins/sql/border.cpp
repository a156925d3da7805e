#include "border.hpp"

#include <lotbridge/adapter/quote.hpp>
#include <lotbridge/vo/prepayment.hpp>

namespace lotbridge::sql {
namespace {

// Both shapes in one.
class Joined {
public:
    Joined(schema::Shape const& standard, schema::Shape const& more)
        : fields_(standard.fields.begin(), standard.fields.end()) {
        fields_.insert(fields_.end(), more.fields.begin(), more.fields.end());
        shape_ = {standard.name, standard.clause, fields_};
    }
    Joined(Joined const&) = delete;
    Joined& operator=(Joined const&) = delete;

    schema::Shape const& shape() const { return shape_; }

private:
    std::vector<schema::FieldInfo> fields_;
    schema::Shape shape_{};
};

}  // namespace

schema::Shape const& request_shape(schema::Interface const& interface) {
    static Joined const fee(schema::shape_of<vo::FeeQuery>, schema::shape_of<StayAsked>);
    static Joined const payment(schema::shape_of<vo::Prepayment>, schema::shape_of<PaidQuote>);
    if (interface.id == "fee_query") return fee.shape();
    return interface.id == "prepayment" ? payment.shape() : *interface.pushed;
}

schema::Shape const& answer_shape(schema::Interface const& interface) {
    static Joined const fee(schema::shape_of<vo::FeeQueryReply>, schema::shape_of<FeeTerms>);
    return interface.id == "fee_query" ? fee.shape() : *interface.response;
}

}  // namespace lotbridge::sql
