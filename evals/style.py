"""The look of the report page, and what the browser may do with it: nothing but show it."""

STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --faint: #5b6675; --paper: #fff;
  --panel: #f4f6f9; --edge: #d8dee7; --one: #2563a8; --two: #b4541a; --three: #2e7d4f;
  --four: #7a4fa3; --five: #8a6d00; --bad: #a3262a; --good: #2e7d4f; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --faint: #9aa6b5;
  --paper: #12161c; --panel: #1b212a; --edge: #333d4a; --one: #6aa9ee; --two: #f0965a;
  --three: #6cc492; --four: #bd97e6; --five: #d9b94a; --bad: #ff8f8f; --good: #6cc492; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 82rem; padding: 1.5rem 1.25rem 4rem; background: var(--paper);
  color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.25rem; margin: 2.5rem 0 .25rem; }
h3 { font-size: 1rem; margin: 1.75rem 0 .5rem; }
p { margin: .25rem 0 .75rem; overflow-wrap: anywhere; } .faint { color: var(--faint); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .84rem; }
th, td { padding: .3rem .35rem; text-align: right; border-bottom: 1px solid var(--edge);
  white-space: nowrap; }
th { color: var(--faint); font-weight: 600; white-space: normal; vertical-align: bottom; }
th small { display: block; font-weight: 400; }
tr.all td { font-weight: 600; } th.text, td.text { text-align: left; }
.plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(24rem, 100%), 1fr));
  gap: 1rem; align-items: start; }
.plots figure { margin: 0; padding: .75rem 1rem; background: var(--panel); border-radius: .5rem; }
svg { display: block; max-width: 100%; height: auto; font: 12px system-ui, sans-serif; }
svg text { fill: var(--ink); paint-order: stroke; stroke: var(--panel); stroke-width: 3px; }
svg text.faint { fill: var(--faint); }
svg text.name { font-weight: 600; font-size: 13px; }
.one { fill: var(--one); } .two { fill: var(--two); } .three { fill: var(--three); }
.four { fill: var(--four); } .five { fill: var(--five); } .track { fill: var(--edge); }
.grid { stroke: var(--edge); } .mark { stroke: var(--two); stroke-dasharray: 4 3; }
.line { fill: none; stroke-width: 2; } .line.one { stroke: var(--one); }
.line.two { stroke: var(--two); } .line.three { stroke: var(--three); }
.line.four { stroke: var(--four); } .line.five { stroke: var(--five); }
details { border: 1px solid var(--edge); border-radius: .5rem; margin: .4rem 0;
  padding: .4rem .75rem; }
summary { cursor: pointer; overflow-wrap: anywhere; }
.why { color: var(--bad); } .kind { color: var(--faint); font-size: .85rem; }
dl { display: grid; grid-template-columns: 7.5rem 1fr; gap: .35rem 1rem; margin: .75rem 0 .25rem; }
dt { color: var(--faint); } dd { margin: 0; overflow-wrap: anywhere; white-space: pre-line; }
blockquote { margin: 0 0 .4rem; padding-left: .75rem; border-left: 3px solid var(--edge); }
code { font-size: .85em; overflow-wrap: anywhere; }
@media (max-width: 36rem) { dl { grid-template-columns: 1fr; } dt { margin-top: .4rem; } }
"""
# nothing may be fetched or run, whatever a text that is shown holds
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
