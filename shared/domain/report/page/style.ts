/** What the page looks like: blue, grey, purple and orange are told apart by nearly everybody, and on paper too. */
export const reportStyle = `
:root { color-scheme: light dark; --ink: #17202b; --dim: #55606e; --line: #dbe1e8; --ground: #f3f5f8; --paper: #fff; --accent: #0b5cab;
  --c1: #0b5cab; --c2: #8a96a3; --c3: #a8478c; --c4: #d17a00; --track: #e9edf2; --stay: #c9d1da; --good: #14663b; --bad: #a3341c; --warm: #fdf3ea;
  --h0: #f2f4f6; --h1: #fbe3c4; --h2: #f4b876; --h3: #b4560a; --h4: #6f2d05; --on-low: #17202b; --on-high: #fff; }
@media screen and (prefers-color-scheme: dark) { :root { --ink: #e7ecf2; --dim: #a7b2c0; --line: #33404e; --ground: #0f151c; --paper: #19222c; --accent: #7db8f5;
  --c1: #5aa2ee; --c2: #8290a0; --c3: #d98ac0; --c4: #f0a044; --track: #2a3541; --stay: #4a5868; --good: #7fd6a5; --bad: #ff9d8a; --warm: #2b241c;
  --h0: #242e39; --h1: #4a3820; --h2: #7a4d18; --h3: #f0a044; --h4: #ffdcab; --on-low: #fff; --on-high: #17202b; } }
body { margin: 0; background: var(--ground); color: var(--ink); overflow-wrap: break-word;
  font: 1rem/1.5 system-ui, -apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
nav, header, main, footer { max-width: 74rem; margin: 0 auto; padding: 0 1rem; }
nav { padding-top: .75rem; text-align: right; }
.langs label { display: inline-block; padding: .35rem .1rem; }
.about { color: var(--dim); margin: 0; font-size: .875rem; }
h1 { font-size: clamp(1.5rem, 1.1rem + 2vw, 2.15rem); line-height: 1.2; letter-spacing: -.01em; margin: .4rem 0 1rem; max-width: 38em; text-wrap: balance; }
h2 { font-size: 1.0625rem; margin: 0; } h3 { font-size: .875rem; margin: 1.25rem 0 .25rem; }
.takeaway { margin: .15rem 0 .9rem; color: var(--dim); }
.needs { list-style: none; margin: 0 0 1rem; padding: .6rem .9rem; border-left: .3rem solid var(--c4); border-radius: .3rem; background: var(--warm); }
.needs li + li { margin-top: .25rem; } .needs a { color: inherit; }
.well { border-left: .3rem solid var(--good); padding: .4rem .9rem; margin: 0 0 1rem; }
.tiles { list-style: none; margin: 0 0 1rem; padding: 0; display: grid; gap: .75rem; grid-template-columns: repeat(auto-fit, minmax(9.25rem, 1fr)); }
.tiles li { background: var(--paper); border: 1px solid var(--line); border-radius: .6rem; padding: .7rem .85rem; }
.tiles .what { display: block; font-size: .8125rem; color: var(--dim); }
.tiles b { display: block; font-size: 1.45rem; line-height: 1.3; font-variant-numeric: tabular-nums; letter-spacing: -.01em; overflow-wrap: normal; }
.tiles .note { display: block; font-size: .8125rem; color: var(--dim); font-variant-numeric: tabular-nums; }
.worse { color: var(--bad); } .better { color: var(--good); }
main { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); padding-bottom: 1rem; }
.card { background: var(--paper); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem; min-width: 0; }
@media (min-width: 60rem) { main { display: block; columns: 2; column-gap: 1rem; } .card { padding: 1.25rem; margin-bottom: 1rem; break-inside: avoid; } }
table { font-variant-numeric: tabular-nums; width: 100%; } table + table, .key + table, ul + table, .wide + .wide { margin-top: 1.1rem; } th + *, td + * { padding-left: .6rem; } th, td { padding-right: 0; } tbody th { width: 36%; } caption { text-align: left; font-size: .8125rem; color: var(--dim); padding: 0 0 .25rem; }
th { font-weight: 400; } thead th { font-size: .75rem; color: var(--dim); vertical-align: bottom; overflow-wrap: normal; } tbody tr:last-child > * { border-bottom: 0; }
.number { text-align: right; white-space: nowrap; overflow-wrap: normal; } thead .number { white-space: normal; }
.drawing { width: 34%; min-width: 4.5rem; vertical-align: middle; } .sub { display: block; font-size: .75rem; color: var(--dim); }
svg { display: block; } svg text { font-size: 12px; fill: var(--ink); } svg text.dim { font-size: 11px; fill: var(--dim); }
svg.chart { width: 100%; max-width: 34rem; height: auto; margin: 0 auto .5rem; } svg.chart path { fill-opacity: .75; } svg.chart .bar { fill: var(--dim); }
svg.bar { width: 100%; height: .7rem; border-radius: 2px; } svg.stack { width: 100%; height: .8rem; border-radius: 2px; } svg.tall { height: 1.9rem; border-radius: 4px; }
.track { fill: var(--track); } .c1 { fill: var(--c1); } .c2 { fill: var(--c2); } .c3 { fill: var(--c3); } .c4 { fill: var(--c4); } .target { fill: var(--ink); } .axis { fill: var(--dim); }
.key { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; margin: .5rem 0 .75rem; padding: 0; font-size: .875rem; font-variant-numeric: tabular-nums; }
.key .swatch { border-radius: 2px; } .key .sign { color: var(--dim); }
.heat td { text-align: center; padding: .45rem .2rem; border: 2px solid var(--paper); border-radius: .4rem; white-space: nowrap; }
.heat thead th { text-align: center; padding: .2rem; overflow-wrap: anywhere; } .heat tbody th { width: 22%; } .heat thead th:first-child { text-align: left; } .heat tbody th { padding-right: .4rem; border: 0; } .heat { border-collapse: separate; }
.h0, .h1, .h2 { color: var(--on-low); } .h3, .h4 { color: var(--on-high); }
.h0 { background: var(--h0); } .h1 { background: var(--h1); } .h2 { background: var(--h2); } .h3 { background: var(--h3); } .h4 { background: var(--h4); }
.scale { display: flex; flex-wrap: wrap; gap: .25rem; list-style: none; margin: .6rem 0; padding: 0; font-size: .75rem; } .scale li { padding: .1rem .5rem; border-radius: .3rem; }
.pill { display: inline-block; border: 1px solid currentColor; border-radius: 1rem; padding: 0 .55rem; font-size: .75rem; white-space: nowrap; color: var(--good); } .pill.worse { color: var(--bad); font-weight: 600; }
details { margin-top: .75rem; } summary { cursor: pointer; color: var(--accent); font-size: .875rem; padding: .3rem 0; } details table { font-size: .8125rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
footer { color: var(--dim); font-size: .8125rem; padding-bottom: 2rem; }
@media (max-width: 30rem) { table { font-size: .8125rem; } th + *, td + * { padding-left: .45rem; } .heat thead th { font-size: .6563rem; letter-spacing: -.03em; padding: .2rem 0; } .heat tbody th { width: 16%; } .heat td { padding: .4rem 0; } }
@media print { @page { margin: 14mm; } html { font-size: 10.5px; } body { background: none; } nav, summary { display: none; } nav, header, main, footer { max-width: none; padding: 0; }
  main { display: block; columns: 2; column-gap: 6mm; } .card { break-inside: avoid; margin: 0 0 5mm; padding: 3mm; } .tiles { grid-template-columns: repeat(6, 1fr); gap: 2mm; }
  .tiles li { padding: 2mm; } tr { break-inside: avoid; } .wide { overflow: visible; } svg.chart { max-width: 80mm; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`;
