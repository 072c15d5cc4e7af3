/**
 * The style sheet of the report. It is light or dark like the reader's system, and suits
 * phones and paper too.
 */
export const STYLE = `
:root{color-scheme:light dark;--paper:#fbfaf7;--card:#fff;--ink:#1b2230;--soft:#5d6675;--rule:#e2e0d9;--grid:#ecebe5;
--planned:#2f6fb3;--history:#16416f;--before:#c8963c;--over:#c0392b;--cap:#1b2230}
@media(prefers-color-scheme:dark){:root{--paper:#11151c;--card:#181e27;--ink:#e6e9ef;--soft:#9aa4b2;--rule:#2b3340;
--grid:#222a35;--planned:#5b9fe0;--history:#a9cdf2;--before:#cf9f4a;--over:#ee6a5c;--cap:#e6e9ef}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:62rem;padding:1.5rem 1rem 4rem;background:var(--paper);color:var(--ink);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
h1{font-size:1.6rem;line-height:1.2;margin:0}
h2{font-size:1.15rem;margin:2.5rem 0 .5rem}
p{margin:.5rem 0;max-width:46rem}
.lead{font-size:1.05rem}
.soft{color:var(--soft)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.6rem;margin:1.2rem 0;padding:0;list-style:none}
.tiles li{background:var(--card);border:1px solid var(--rule);border-radius:.5rem;padding:.6rem .8rem}
.tiles b{display:block;font-size:1.35rem;line-height:1.3;font-variant-numeric:tabular-nums}
.tiles span{color:var(--soft);font-size:.85rem}
details{background:var(--card);border:1px solid var(--rule);border-radius:.5rem;margin:.5rem 0}
details>*:not(summary){margin-left:1rem;margin-right:1rem}
details details{border:0;background:none;margin-top:0}
summary{cursor:pointer;padding:.6rem 1rem}
summary b{font-weight:600}
details details>summary{padding:.2rem 0 .6rem;color:var(--soft);font-size:.9rem}
figure{margin:.2rem 0 .6rem}
figcaption{color:var(--soft);font-size:.85rem}
.scroll{overflow-x:auto}
svg{display:block;width:100%;min-width:38rem;height:auto}
svg text{fill:var(--soft);font-size:11px;font-variant-numeric:tabular-nums}
svg .head{fill:var(--ink);font-size:12.5px;font-weight:600}
svg .capname{fill:var(--cap);font-weight:600}
svg .peak{fill:var(--ink)}
.grid{stroke:var(--grid)}.axis{stroke:var(--soft)}
.cap{stroke:var(--cap);stroke-width:1.2}
.threshold{stroke:var(--cap);stroke-dasharray:3 3;opacity:.65}
path.before{fill:var(--before)}path.planned{fill:var(--planned)}path.history{fill:var(--history)}path.over{fill:var(--over)}
path.foreseen{fill:var(--planned);fill-opacity:.45}path.foreseen-over{fill:var(--over);fill-opacity:.5}
table{border-collapse:collapse;font-size:.9rem;margin:.4rem 0 .8rem;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);font-size:.85rem;padding-bottom:.2rem}
th,td{text-align:left;padding:.2rem .9rem .2rem 0;border-bottom:1px solid var(--rule);vertical-align:top;font-weight:400}
thead th{color:var(--soft)}
.n{text-align:right}.zero{color:var(--soft);opacity:.6}
thead th{vertical-align:bottom;max-width:7rem}
code{font-size:.85em;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:.5rem 0}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
@media print{body{max-width:none}details{break-inside:avoid}}
`
