/**
 * Style of the report page. Colours are variables, so that light and dark differ in one place.
 */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--bg:#f7f8fa;--card:#fff;--ink:#1b2330;--soft:#5c6675;--rule:#dfe3ea;--green:#1a7f4b;--greenbg:#e3f4ea;--red:#c02b2b;--redbg:#fbe5e4;
--open:#8a93a1;--openbg:#eceff3;--true:#1f5fbf;--sensed:#0f9d8a;--commanded:#9a7b1f;--limit:#c4572a;--warn:#d99a1c;--trip:#c02b2b;--grid:#e8ebf0;--accent:#1f5fbf;--shade:rgba(31,95,191,.07)}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){--bg:#12161c;--card:#1a2029;--ink:#e4e8ee;--soft:#97a1b0;--rule:#2c3440;--green:#56c98a;--greenbg:#173427;--red:#ff7b72;--redbg:#41201f;
--open:#7d8797;--openbg:#252c36;--true:#6ba4ff;--sensed:#3fd0bb;--commanded:#d8b54a;--limit:#ff9a6b;--warn:#e9b44c;--trip:#ff7b72;--grid:#262e39;--accent:#6ba4ff;--shade:rgba(107,164,255,.09)}}
:root[data-theme=dark]{color-scheme:dark;--bg:#12161c;--card:#1a2029;--ink:#e4e8ee;--soft:#97a1b0;--rule:#2c3440;--green:#56c98a;--greenbg:#173427;--red:#ff7b72;--redbg:#41201f;
--open:#7d8797;--openbg:#252c36;--true:#6ba4ff;--sensed:#3fd0bb;--commanded:#d8b54a;--limit:#ff9a6b;--warn:#e9b44c;--trip:#ff7b72;--grid:#262e39;--accent:#6ba4ff;--shade:rgba(107,164,255,.09)}
:root[data-theme=light]{color-scheme:light}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif}
main{max-width:1280px;margin:0 auto;padding:24px 20px 80px}
h1{font-size:26px;margin:0}h2{font-size:19px;margin:36px 0 10px}h3{font-size:15px;margin:20px 0 6px}
a{color:var(--accent)}
header{display:flex;gap:20px;align-items:flex-start;justify-content:space-between;flex-wrap:wrap}
.soft{color:var(--soft)}.mono{font-family:ui-monospace,SFMono-Regular,Menlo,"DejaVu Sans Mono",monospace;font-size:.87em}
button{font:inherit;font-size:13px;color:var(--ink);background:var(--card);border:1px solid var(--rule);border-radius:6px;padding:3px 10px;cursor:pointer}
button:hover{border-color:var(--accent)}
.sum{display:grid;grid-template-columns:auto 1fr;gap:14px 26px;align-items:center;background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:16px 20px;margin-top:18px}
.big{font-size:22px;font-weight:650;padding:10px 18px;border-radius:8px;text-align:center}
.big small{display:block;font-size:13px;font-weight:450}
.green{color:var(--green)}.red{color:var(--red)}.big.green,.chip.green{background:var(--greenbg)}.big.red,.chip.red{background:var(--redbg)}
.chip{display:inline-block;min-width:52px;text-align:center;border-radius:5px;padding:0 8px;font-weight:600;font-size:13px;line-height:22px}
.chip.open{color:var(--open);background:var(--openbg)}
dl.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:8px 22px;margin:0}
dl.facts div{min-width:0}dl.facts dt{color:var(--soft);font-size:12.5px}dl.facts dd{margin:0;overflow-wrap:anywhere}
.wide{grid-column:1/-1}
table{border-collapse:collapse;width:100%;background:var(--card);border:1px solid var(--rule);border-radius:10px;font-size:14px}
.scroll{overflow-x:auto}
th,td{text-align:left;padding:6px 10px;border-bottom:1px solid var(--rule);vertical-align:top}
th{color:var(--soft);font-weight:550;font-size:12.5px;white-space:nowrap}
tr:last-child td{border-bottom:0}
td.num,th.num{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
td.nowrap{white-space:nowrap}
nav{display:flex;gap:6px 18px;flex-wrap:wrap;margin:16px 0 0;font-size:14px}
#find{font:inherit;font-size:14px;width:min(100%,360px);margin:0 0 8px;padding:5px 10px;border:1px solid var(--rule);border-radius:6px;background:var(--card);color:var(--ink)}
table.matrix td.proofs{font-size:12.5px;line-height:22px}.proof{display:inline-block;border-radius:4px;padding:0 6px;line-height:18px;text-decoration:none;white-space:nowrap}
.proof.green{background:var(--greenbg);color:var(--green)}.proof.red{background:var(--redbg);color:var(--red)}
details.grid-of{margin:8px 0 18px}details.grid-of>summary{cursor:pointer;color:var(--soft);font-size:13px}
details.case{content-visibility:auto;contain-intrinsic-size:auto 46px}
table.matrix td,table.matrix th{padding:3px 5px;border-right:1px solid var(--rule)}
table.matrix td.cell{text-align:center;min-width:19px;padding:3px 2px;font-weight:700}
table.matrix td:nth-child(2),table.matrix th:nth-child(2){position:sticky;left:0;background:var(--card)}
table.matrix td.text{min-width:300px;max-width:460px;font-size:13px}
table.matrix th.head{vertical-align:bottom;height:190px;padding:4px 2px}
table.matrix th.head a{writing-mode:vertical-rl;transform:rotate(180deg);white-space:nowrap;color:inherit;text-decoration:none;font-size:12.5px}
.cell.green{background:var(--greenbg)}.cell.red{background:var(--redbg)}
details.case{background:var(--card);border:1px solid var(--rule);border-radius:10px;margin:10px 0}
details.case>summary{cursor:pointer;padding:10px 16px;display:flex;gap:12px;align-items:baseline;flex-wrap:wrap;list-style:none}
details.case>summary::-webkit-details-marker{display:none}
details.case>summary:before{content:"▸";color:var(--soft)}details.case[open]>summary:before{content:"▾"}
details.case>summary b{font-weight:600}
.body{padding:0 16px 18px}
.failures{background:var(--redbg);border-radius:8px;padding:8px 14px;margin:8px 0}.failures p{margin:4px 0;overflow-wrap:anywhere}
.tools{display:flex;gap:8px;flex-wrap:wrap;align-items:center;margin:12px 0 8px}
.lanes{border:1px solid var(--rule);border-radius:8px;overflow:hidden;margin:6px 0 14px}
.lane{display:flex;align-items:stretch;border-bottom:1px solid var(--rule);min-height:22px}.lane:last-child{border-bottom:0}
.lane .who{flex:0 0 150px;padding:1px 8px;font-size:12px;color:var(--soft);white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.lane .track{position:relative;flex:1;overflow:hidden}
.lane .span{position:absolute;top:3px;bottom:3px;border-radius:3px;font-size:11px;line-height:16px;padding:0 4px;overflow:hidden;white-space:nowrap;min-width:2px}
.span.state{background:var(--true);color:#fff}.span.output{background:var(--sensed)}.span.inject{background:var(--commanded);color:#fff}.span.tripped{background:var(--trip)}
.span.latched{background:var(--limit);opacity:.55}.span.warned{background:var(--warn);opacity:.8}
:root[data-dark] .span{color:#0c1117}
.lane .tick{position:absolute;top:0;bottom:0;width:1px;background:var(--soft);opacity:.55}
.lane.axis .track{height:20px;font-size:11px;color:var(--soft)}.lane.axis span{position:absolute;transform:translateX(-50%);white-space:nowrap}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,520px),1fr));gap:16px 22px}
.plot{min-width:0}@media (min-width:1100px){.plot.tall{grid-row:span 2}}.plot h4{margin:0 0 2px;font-size:13.5px;font-weight:600}.plot h4 span{color:var(--soft);font-weight:400}
.keys{display:flex;gap:3px 14px;flex-wrap:wrap;font-size:12px;color:var(--soft);min-height:18px}
.keys i{display:inline-block;width:18px;height:0;border-top:2px solid;vertical-align:middle;margin-right:5px}
.events{columns:2 420px;column-gap:26px;font-size:13px;margin:4px 0 0;padding:0;list-style:none}
.events li{break-inside:avoid;padding:1px 0}.events button{border:0;background:none;padding:0 6px 0 0;color:var(--accent);font-variant-numeric:tabular-nums}
.u-legend{display:none}
svg.phase{width:100%;height:auto;display:block}svg.phase text{fill:var(--soft);font-size:12px}
@media (max-width:640px){.sum{grid-template-columns:1fr}}
@media print{details.case{break-inside:avoid}button{display:none}}
`;
