// The report's style sheet: no font and no picture from elsewhere, the same colours on paper.
#pragma once

namespace lotbridge::acceptance {

inline constexpr auto page_style = R"css(
:root { --ink: #1c2733; --soft: #5b6b7b; --line: #d9e0e7; --paper: #fff; --tint: #f4f7fa; --deep: #12395b;
  --pass: #1d7a46; --fail: #b3261e; --none: #6b7785; --wait: #9a6700; }
* { box-sizing: border-box; }
html { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
body { margin: 0; background: #e9eef3; color: var(--ink);
  font: 14px/1.55 "Noto Sans", "Segoe UI", "Helvetica Neue", Arial, "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC",
  "Microsoft YaHei", "WenQuanYi Micro Hei", sans-serif; }
article { width: 210mm; max-width: 100%; margin: 24px auto; padding: 16mm 15mm; background: var(--paper);
  box-shadow: 0 1px 8px #0002; }
header { border-bottom: 3px solid var(--deep); padding-bottom: 12px; display: flex; justify-content: space-between;
  align-items: flex-end; gap: 24px; }
h1 { margin: 0; font-size: 25px; line-height: 1.25; color: var(--deep); font-weight: 700; }
header p { margin: 4px 0 0; color: var(--soft); }
.brand { text-align: right; white-space: nowrap; color: var(--soft); font-size: 12px; }
.brand b { display: block; font-size: 15px; color: var(--deep); }
h2 { font-size: 17px; color: var(--deep); margin: 26px 0 8px; break-after: avoid; }
h3 { font-size: 14px; margin: 18px 0 4px; break-after: avoid; }
dl { display: grid; grid-template-columns: max-content 1fr max-content max-content; gap: 4px 14px; margin: 16px 0 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
.verdict { display: grid; grid-template-columns: 1.5fr repeat(4, 1fr); gap: 10px; margin: 18px 0 4px; break-inside: avoid; }
.verdict div { border: 1px solid var(--line); border-radius: 6px; padding: 9px 12px; background: var(--tint); }
.verdict b { display: block; font-size: 25px; line-height: 1.2; }
.verdict span { color: var(--soft); font-size: 12px; }
.verdict .whole { color: #fff; border: 0; background: var(--none); } .verdict .whole span { color: #fffd; }
.verdict .whole.pass { background: var(--pass); } .verdict .whole.fail { background: var(--fail); }
table { width: 100%; border-collapse: collapse; }
thead { display: table-header-group; }
th { text-align: left; font-weight: 600; font-size: 12px; color: var(--soft); border-bottom: 1.5px solid var(--deep); padding: 4px 8px; white-space: nowrap; }
td { border-bottom: 1px solid var(--line); padding: 6px 8px; vertical-align: top; }
tr { break-inside: avoid; }
td.clause { white-space: nowrap; color: var(--soft); font-variant-numeric: tabular-nums; width: 1%; }
td.title { width: 21%; font-weight: 600; } td.grade { width: 1%; white-space: nowrap; }
td ul { margin: 3px 0 0; padding: 0; list-style: none; color: var(--soft); font-size: 12px; }
td li { overflow-wrap: anywhere; }
li.id span { display: block; padding-left: 2em; } li.id { font-family: "DejaVu Sans Mono", Consolas, "Noto Sans Mono CJK SC", "WenQuanYi Micro Hei Mono", monospace; font-size: 10.5px; }
.badge { display: inline-block; min-width: 62px; text-align: center; border-radius: 10px; padding: 1px 9px; font-size: 12px;
  font-weight: 600; color: #fff; background: var(--none); }
.badge.pass { background: var(--pass); } .badge.fail { background: var(--fail); }
.badge.not_supported { background: #fff; color: var(--none); box-shadow: inset 0 0 0 1px var(--none); }
.badge.not_tested { background: #fff; color: var(--wait); box-shadow: inset 0 0 0 1px var(--wait); }
figure { margin: 6px 0 0; break-inside: avoid; } svg { display: block; width: 100%; height: auto; }
svg .grid { stroke: var(--line); stroke-width: 1; } svg .goal { stroke: var(--fail); stroke-width: 1.3; stroke-dasharray: 6 4; }
svg text { font-size: 10.5px; fill: var(--soft); } svg .mid { text-anchor: middle; } svg .red { fill: var(--fail); } svg .end { text-anchor: end; }
.mean { fill: #3f7cb3; background: #3f7cb3; } .p99 { fill: #12395b; background: #12395b; } .good { fill: #2f9460; background: #2f9460; }
.open { fill: #e0a526; background: #e0a526; } .bad { fill: #b3261e; background: #b3261e; } .away { fill: #8a6fb0; background: #8a6fb0; }
.down { fill: #4a5560; background: #4a5560; } i.goal { background: #b3261e; height: 2px; }
.legend { margin: 2px 0 0 58px; font-size: 12px; color: var(--soft); }
.legend i { display: inline-block; width: 10px; height: 10px; margin-right: 5px; vertical-align: baseline; }
.legend i.p99 { border-radius: 50%; } .legend i.goal { height: 2px; width: 16px; vertical-align: middle; }
.legend span { margin-right: 16px; }
table.days td, table.days th { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; padding: 3px 8px; }
table.days td:first-child, table.days th:first-child { text-align: left; }
.note { color: var(--soft); font-size: 12.5px; }
.signatures { display: grid; grid-template-columns: repeat(3, 1fr); gap: 14px; margin-top: 12px; break-inside: avoid; }
.signatures div { border: 1px solid #9fb0c0; border-radius: 6px; padding: 10px 12px 14px; }
.signatures b { display: block; margin-bottom: 8px; color: var(--deep); }
.signatures p { display: flex; align-items: flex-end; margin: 0; height: 34px; color: var(--soft); font-size: 12px; gap: 8px; white-space: nowrap; }
.signatures p::after { content: ""; flex: 1; border-bottom: 1px solid #9fb0c0; }
.signatures p.stamp { height: 70px; } .signatures p.stamp::after { border: 0; }
.closing { break-inside: avoid; }
@media screen and (max-width: 760px) { article { padding: 18px 14px; margin: 0; } dl { grid-template-columns: max-content 1fr; }
  .verdict { grid-template-columns: 1fr 1fr; } .signatures { grid-template-columns: 1fr; } header { display: block; } .brand { text-align: left; }
  td.title { width: auto; } }
@page { size: A4; margin: 15mm 14mm 16mm; }
@media print { body { background: none; font-size: 9.5pt; } article { width: auto; margin: 0; padding: 0; box-shadow: none; }
  article + article { break-before: page; } }
)css";

}  // namespace lotbridge::acceptance
