// What the reply page fetches besides itself: from the same origin, so that its content policy allows nothing inline.

const style = `:root{color-scheme:light dark;--ink:#1b2330;--dim:#566172;--line:#d6dce5;--paper:#fff;--ground:#f2f4f7;--accent:#0b5cab;--on-accent:#fff;--good:#14663b;--bad:#a3241c;--first:#8a5300}
@media (prefers-color-scheme:dark){:root{--ink:#e8ecf2;--dim:#a5b0c0;--line:#3a4556;--paper:#1b2330;--ground:#121822;--accent:#7db8f5;--on-accent:#0d1b2b;--good:#7fd6a5;--bad:#ff9d94;--first:#f0bd6b}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;overflow-wrap:anywhere}
header{display:flex;justify-content:space-between;align-items:center;max-width:42rem;margin:0 auto;padding:.5rem 1rem}
.brand{margin:0;font-weight:600;color:var(--dim)}
header a{padding:.6rem .25rem;color:var(--accent)}
main{max-width:42rem;margin:0 auto;padding:0 1rem 2rem}
main,.told{display:grid;gap:.75rem}
section,form{background:var(--paper);border:1px solid var(--line);border-radius:.5rem;padding:1rem}
form section{border:0;padding:0;margin-bottom:1rem}
h1{font-size:1.5rem;line-height:1.25;margin:.6rem 0 .75rem}
h2,legend{font-size:1rem;line-height:1.4;margin:0 0 .5rem;font-weight:600;padding:0}
p{margin:.25rem 0}
ul{margin:0;padding-left:1.25rem}
li+li{margin-top:.35rem}
.tags{display:flex;flex-wrap:wrap;gap:.4rem;margin:0}
.tags span{border:1px solid var(--line);border-radius:1rem;padding:.05rem .65rem;font-size:.875rem;color:var(--dim)}
.tags span:first-child{border-color:var(--accent);color:var(--accent)}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(8.5rem,1fr));gap:.6rem 1rem;margin:0 0 .75rem}
dt{font-size:.8125rem;color:var(--dim)}
dd{margin:0;font-variant-numeric:tabular-nums}
.when{font-weight:600}
.jump{display:block;margin-top:.9rem;padding:.6rem;border:1px solid var(--accent);border-radius:.4rem;text-align:center;color:var(--accent);text-decoration:none;font-weight:600}
.first{border-left:.3rem solid var(--first)}
.script{border-left:.2rem solid var(--line);padding-left:.75rem;white-space:pre-line}
fieldset{border:0;margin:0 0 1rem;padding:0;display:grid;gap:.5rem}
label{display:block;margin:.75rem 0 .25rem;font-weight:600}
.choice{display:flex;align-items:center;gap:.6rem;margin:0;padding:.65rem .75rem;min-height:2.75rem;border:1px solid var(--line);border-radius:.4rem;font-weight:400;cursor:pointer}
.choice:has(:checked){border-color:var(--accent);box-shadow:inset 0 0 0 1px var(--accent)}
.choice input{width:1.2rem;height:1.2rem;margin:0;accent-color:var(--accent)}
input:not([type=radio]),select,textarea{width:100%;font:inherit;color:inherit;background:var(--paper);border:1px solid var(--dim);border-radius:.4rem;padding:.6rem .7rem;min-height:2.75rem}
button{width:100%;margin-top:1rem;min-height:3rem;font:inherit;font-weight:600;border:0;border-radius:.4rem;background:var(--accent);color:var(--on-accent);cursor:pointer}
button:disabled{opacity:.6}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.message h1,.message h2{margin:0 0 .25rem}
.good{border-left:.3rem solid var(--good)}.good h1{color:var(--good)}
.bad{border-left:.3rem solid var(--bad)}.bad h1,.bad h2{color:var(--bad)}
form .message{border-left:.3rem solid var(--bad);padding:0 0 0 .75rem;margin-bottom:1rem}
[hidden]{display:none}
@media (min-width:60rem){header,main:has(form){max-width:68rem}main:has(form){grid-template-columns:1fr 25rem;align-items:start}form{position:sticky;top:.75rem}.jump{display:none}}
@media print{header a,.jump,form{display:none}body{background:none}}
`;

// The form works without it: it only asks why a customer leaves when one does, and keeps a thumb from sending twice.
const script = `const form = document.querySelector('form');
const leaving = document.getElementById('leaving');
if (form) {
  const show = () => { if (leaving) leaving.hidden = form.elements.result.value !== 'leaving'; };
  form.addEventListener('change', show);
  show();
  form.addEventListener('submit', () => { form.querySelector('button').disabled = true; });
  addEventListener('pageshow', () => { form.querySelector('button').disabled = false; });
}
`;

/** Files of the page by name. */
export const pageFiles: Readonly<Record<string, { type: string; text: string }>> = {
  'page.css': { type: 'text/css; charset=utf-8', text: style },
  'page.js': { type: 'text/javascript; charset=utf-8', text: script },
};
