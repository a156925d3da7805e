// The adapter's settings, for `lotbridge check`, manuals and forms.
#pragma once

namespace lotbridge::ake {

inline constexpr char settings_schema_text[] = R"json({
  "type": "object", "additionalProperties": false, "required": ["url", "key", "secret", "park_code", "listen"],
  "properties": {
    "url": {"type": "string", "minLength": 8, "title": "Address of the open platform, http(s)://host[:port]", "x-title-zh": "开放平台地址,http(s)://主机[:端口]"},
    "key": {"type": "string", "minLength": 1, "title": "key, as the platform has given it", "x-title-zh": "平台分配的 key"},
    "secret": {"type": "string", "minLength": 1, "x-secret": true, "title": "secret that belongs to it", "x-title-zh": "与 key 对应的 secret"},
    "sign": {"enum": ["v2", "v3"], "title": "How calls are signed; v3 unless the platform says otherwise", "x-title-zh": "签名版本,缺省为 v3"},
    "ca_file": {"type": "string", "format": "path", "title": "PEM file of the authority that signed the platform's certificate; absent: those that the system trusts", "x-title-zh": "平台证书的 CA 文件(PEM),缺省为系统信任的 CA"},
    "park_code": {"type": "string", "minLength": 1, "title": "parkCode of this lot", "x-title-zh": "本车场的停车场编号 parkCode"},
    "listen": {
      "type": "object", "additionalProperties": false, "required": ["port"],
      "title": "Where the platform pushes to", "x-title-zh": "平台推送的监听地址",
      "properties": {
        "address": {"type": "string", "title": "Address of this machine", "x-title-zh": "本机地址"},
        "port": {"type": "integer", "minimum": 1, "maximum": 65535, "title": "Port", "x-title-zh": "端口"},
        "path": {"type": "string", "pattern": "^/", "title": "Path that pushes must have: choose one that nobody guesses", "x-title-zh": "推送地址的路径,请使用不易猜到的路径"},
        "allow": {"type": "array", "items": {"type": "string"}, "title": "Addresses that may connect; absent: all", "x-title-zh": "允许连接的地址,缺省为全部"},
        "certificate": {"type": "string", "format": "path", "title": "PEM file of this machine's certificate; absent: plain HTTP", "x-title-zh": "本机证书文件(PEM),缺省为 HTTP"},
        "private_key": {"type": "string", "format": "path", "title": "PEM file of its private key", "x-title-zh": "证书私钥文件(PEM)"}
      }
    },
    "utc_offset_minutes": {"type": "integer", "minimum": -720, "maximum": 840, "title": "The lot's clocks against UTC", "x-title-zh": "车场时间与 UTC 的差(分钟)"},
    "since": {"type": "string", "title": "The first start reads entries and exits from here on, yyyy-MM-dd HH:mm:ss; absent: one day back", "x-title-zh": "首次启动时从此时刻起读取进出场记录(yyyy-MM-dd HH:mm:ss),缺省为一天前"},
    "catch_up_seconds": {"type": "integer", "minimum": 1, "maximum": 86400, "title": "How often the platform's lists are read for what no push has told", "x-title-zh": "查询进出场列表以补取漏推记录的间隔(秒)"},
    "overlap_seconds": {"type": "integer", "minimum": 0, "maximum": 86400, "title": "How far each reading goes back behind the one before", "x-title-zh": "每次查询向前重叠的秒数"},
    "spaces_seconds": {"type": "integer", "minimum": 1, "maximum": 86400, "title": "How often spaces and free minutes are read", "x-title-zh": "查询车位数与免费时长的间隔(秒)"},
    "silence_seconds": {"type": "integer", "minimum": 10, "maximum": 86400, "title": "Without a heartbeat for so long the lot counts as cut off", "x-title-zh": "超过此秒数未收到车场心跳即视为离线"},
    "pictures": {"type": "boolean", "title": "Fetch pictures", "x-title-zh": "是否获取图片"},
    "operator": {"type": "string", "minLength": 1, "maxLength": 20, "title": "Name under which gates are opened and plates mended", "x-title-zh": "开闸、校正时上报的操作员名称"},
    "blacklist_type": {"type": "integer", "minimum": 1, "title": "specialCarTypeId of the blacklist; absent: the blacklist is not kept", "x-title-zh": "黑名单的特殊车辆类型 specialCarTypeId,缺省则不下发黑名单"}
  }
})json";

}  // namespace lotbridge::ake
