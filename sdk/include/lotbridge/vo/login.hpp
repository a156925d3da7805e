#pragma once

#include <lotbridge/schema/field.hpp>

namespace lotbridge::vo {

// The lot proves who it is and gets a token for everything else.
struct Login {
    std::string park_user_name;
    std::string park_user_pwd;  // as it goes over the wire: 3DES, then text (B.2.7)

    bool operator==(Login const&) const = default;
};

struct LoginReply {
    std::string token;
    std::string park_id;
    std::string park_code;

    bool operator==(LoginReply const&) const = default;
};

consteval auto describe(LoginReply const*) {
    using namespace schema;
    using M = LoginReply;
    return shape("login_reply",
                 "C.2.1",
                 field("token", &M::token, "令牌", {.required = true, .max = 36, .secret = true}),
                 field("parkId", &M::park_id, "停车场ID"),
                 field("parkCode", &M::park_code, "停车场编码"));
}

consteval auto describe(Login const*) {
    using namespace schema;
    using M = Login;
    return message<LoginReply>(
        {1, "login", "登录", "Login", "C.2.1", "5.1.1", Direction::up},
        field("parkUserName", &M::park_user_name, "停车场登录用户名", {.required = true, .secret = true}),
        field("parkUserPwd", &M::park_user_pwd, "停车场登录密码", {.required = true, .secret = true}));
}

}  // namespace lotbridge::vo
