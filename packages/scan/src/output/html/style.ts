import { createHash } from 'node:crypto';

export const style = `
:root { color-scheme: light dark; --ground: #fbfbfa; --card: #fff; --ink: #1c2024; --quiet: #5d666f; --line: #e3e6e8;
  --accent: #0b6e99; --critical: #b3123a; --high: #c2410c; --medium: #946200; --low: #3f6b3a; --none: #6b7280; --good: #1a7f4b; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171a; --card: #1b1f23; --ink: #e6e8ea; --quiet: #9aa4ad;
  --line: #2c3238; --accent: #5bb8e0; --critical: #ff6b8b; --high: #ff9457; --medium: #e6b450; --low: #8fc98a;
  --none: #9aa4ad; --good: #5fd39a; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 76rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2.25rem 0 .75rem; }
a { color: var(--accent); }
code { font: .86em/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
.quiet { color: var(--quiet); }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 1rem 0 0; }
.facts dt { color: var(--quiet); } .facts dd { margin: 0; overflow-wrap: anywhere; }
.banner { border: 1px solid; border-left-width: 4px; border-radius: 6px; padding: .6rem .9rem; margin: 1rem 0 0; background: var(--card); }
.banner p { margin: 0; } .banner ul { margin: .25rem 0 0; padding-left: 1.2rem; }
.bad { border-color: var(--critical); } .warn { border-color: var(--medium); } .good { border-color: var(--good); }
.counts { display: flex; flex-wrap: wrap; gap: .6rem; margin: 1.5rem 0 0; padding: 0; list-style: none; }
.counts li { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: .5rem .9rem; min-width: 6.5rem; }
.counts b { display: block; font-size: 1.35rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.list { border: 1px solid var(--line); border-radius: 6px; background: var(--card); }
details.item { border-top: 1px solid var(--line); } details.item:first-child { border-top: 0; }
summary { cursor: pointer; } summary:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
.item > summary { display: grid; grid-template-columns: 6rem minmax(11rem, 16rem) 1fr auto; gap: .25rem 1rem; padding: .55rem .9rem; align-items: baseline; }
.item > summary::-webkit-details-marker { display: none; } .item > summary { list-style: none; }
.item > summary:hover { background: color-mix(in srgb, var(--accent) 6%, transparent); }
.what { overflow-wrap: anywhere; } .fix { text-align: right; overflow-wrap: anywhere; }
.why { padding: .25rem .9rem 1rem 7.9rem; } .why p { margin: 0 0 .4rem; max-width: 46rem; }
.sev { font-weight: 600; } .critical { color: var(--critical); } .high { color: var(--high); } .medium { color: var(--medium); }
.low { color: var(--low); } .negligible, .unknown { color: var(--none); }
.tag { display: inline-block; border: 1px solid currentColor; border-radius: 999px; padding: 0 .5rem; font-size: .8rem; margin-right: .35rem; white-space: nowrap; }
table { border-collapse: collapse; width: 100%; background: var(--card); border: 1px solid var(--line); border-radius: 6px; font-size: .92rem; }
th, td { text-align: left; padding: .3rem .9rem; border-top: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
th { color: var(--quiet); font-weight: 500; border-top: 0; }
footer { margin-top: 3rem; color: var(--quiet); font-size: .9rem; }
@media (max-width: 46rem) { .item > summary { grid-template-columns: 5rem 1fr; } .fix { text-align: left; grid-column: 2; } .what { grid-column: 2; } .why { padding-left: .9rem; } }
@media print { details.item > .why { display: block; } body { background: #fff; } }
`;

/** The page runs no script and loads nothing; the one style it has is known by its hash. */
export const contentPolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'`;
