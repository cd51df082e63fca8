/** The style sheet of every page: own look, system fonts, light and dark by the reader's preference, no outside resource. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #f6f4ee; --card: #fffefb; --sunken: #f2efe7; --line: #e2ddd0; --line-strong: #cdc6b5;
  --ink: #22211d; --soft: #66624f; --accent: #0a6761; --accent-soft: #dcedea; --on-accent: #fff;
  --good: #24713a; --good-soft: #e0f1e1; --bad: #b02a20; --bad-soft: #fbe5e1; --warn: #8a5800; --warn-soft: #faeed3;
  --note: #285f9f; --note-soft: #e2ecf7; --violet: #654aa3; --violet-soft: #ece6f7; --calm: #68645a; --calm-soft: #ebe7dc;
  --added: #eaf6e8; --added-number: #d3ebd0; --added-mark: #b7e0b4; --deleted: #fceeeb; --deleted-number: #f7d9d3; --deleted-mark: #f3bdb3;
  --anchor: #b8860b; --shadow: 0 1px 2px rgb(60 50 20 / 6%), 0 3px 12px rgb(60 50 20 / 4%);
  --code-keyword: #8a2a68; --code-string: #1b6535; --code-title: #1d5a9c; --code-number: #9a4300; --code-type: #0a6761; --code-comment: #6d6857;
  --mono: ui-monospace, "SF Mono", "Cascadia Code", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171a; --card: #1b1f23; --sunken: #22272c; --line: #30363c; --line-strong: #464d54;
    --ink: #e5e3dc; --soft: #a5a398; --accent: #6cc9be; --accent-soft: #1c3836; --on-accent: #0d1f1d;
    --good: #79c98a; --good-soft: #1b3322; --bad: #f28b7d; --bad-soft: #42211e; --warn: #e2b45c; --warn-soft: #3a2e16;
    --note: #86b6ec; --note-soft: #1c2d41; --violet: #b9a3ec; --violet-soft: #2e2745; --calm: #aaa79c; --calm-soft: #2c3136;
    --added: #172a1e; --added-number: #1d3a27; --added-mark: #2b5c3b; --deleted: #321c1b; --deleted-number: #472422; --deleted-mark: #73352f;
    --anchor: #d9a93a; --shadow: none;
    --code-keyword: #e69ac8; --code-string: #93cf9d; --code-title: #8dbdf0; --code-number: #e7a878; --code-type: #6cc9be; --code-comment: #989584;
  }
}
*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 3.5rem; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.55 var(--sans); }
main { max-width: 1280px; margin: 0 auto; padding: 0 1.5rem 5rem; }
h1, h2, h3, h4, p, ul, ol, figure { margin: 0; padding: 0; }
ul { list-style: none; }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
summary { cursor: pointer; }
code, pre, .path, .diff { font-family: var(--mono); font-variant-ligatures: none; }
.soft { color: var(--soft); font-weight: 400; }
a.soft:hover { color: var(--accent); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; box-shadow: var(--shadow); }
.empty { padding: 2.5rem; text-align: center; color: var(--soft); }
.icon { width: 1em; height: 1em; fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; vertical-align: -.13em; flex: none; }
.badge, .count { display: inline-block; font: 500 12px/1.5 var(--sans); padding: 0 .5em; border-radius: 99px; background: var(--calm-soft); color: var(--calm); white-space: nowrap; }
.badge.good { background: var(--good-soft); color: var(--good); }
.sticky-badge { background: var(--accent-soft); color: var(--accent); }
.ref { font-size: .86em; padding: .12em .4em; border-radius: 5px; background: var(--accent-soft); color: var(--accent); overflow-wrap: anywhere; }
.plus { color: var(--good); } .minus { color: var(--bad); }
.stat { font: 600 13px/1 var(--mono); white-space: nowrap; }

.top { display: flex; align-items: center; gap: .9rem; padding: .65rem max(1.5rem, calc((100vw - 1280px) / 2 + 1.5rem)); border-bottom: 1px solid var(--line); background: var(--card); }
.brand { font-weight: 700; letter-spacing: -.01em; color: var(--on-accent); background: var(--accent); padding: .1rem .6rem .18rem; border-radius: 6px; }
.brand:hover { text-decoration: none; filter: brightness(1.1); }
.crumb { font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.crumb .owner { font-weight: 400; color: var(--soft); }
.live { margin-left: auto; font-size: 12px; color: var(--soft); display: flex; align-items: center; gap: .45em; }
.live::before { content: ""; width: 7px; height: 7px; border-radius: 50%; background: var(--good); }

.heading { padding: 2rem 0 1.1rem; }
.heading h1 { font-size: 1.75rem; line-height: 1.25; font-weight: 650; letter-spacing: -.018em; overflow-wrap: anywhere; text-wrap: pretty; }
.meta { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem .8rem; margin-top: .8rem; }
.meta .avatar { margin-right: .1rem; }
.state { display: inline-flex; align-items: center; gap: .4em; font-weight: 600; font-size: 13px; padding: .2rem .75rem; border-radius: 99px; background: var(--accent); color: var(--on-accent); white-space: nowrap; }
.state-draft { background: var(--calm-soft); color: var(--calm); } .state-closed { background: var(--bad-soft); color: var(--bad); } .state-merged { background: var(--violet-soft); color: var(--violet); }
.labels { display: flex; flex-wrap: wrap; gap: .4rem; margin-top: .7rem; }
.labels li { font-size: 12px; padding: 0 .65em; border: 1px solid var(--line-strong); border-radius: 99px; }
.tabs { display: flex; align-items: center; gap: .25rem; border-bottom: 1px solid var(--line-strong); margin-bottom: 1.5rem; overflow-x: auto; }
.tabs a { display: flex; align-items: center; gap: .5em; padding: .6rem .9rem; color: var(--soft); border-bottom: 3px solid transparent; margin-bottom: -1px; white-space: nowrap; }
.tabs a:hover { color: var(--ink); text-decoration: none; }
.tabs a[aria-current] { color: var(--ink); font-weight: 600; border-color: var(--accent); }
.tabs .stat { margin-left: auto; padding: 0 .5rem; }

.avatar { display: inline-grid; place-items: center; width: 24px; height: 24px; border-radius: 50%; font: 650 12px/1 var(--sans); color: #fff; vertical-align: middle; flex: none; }
.avatar.bot { border-radius: 6px; }
.hue-0 { background: #0a6761; } .hue-1 { background: #87512a; } .hue-2 { background: #654aa3; } .hue-3 { background: #285f9f; }
.hue-4 { background: #9c3d57; } .hue-5 { background: #4f6b22; } .hue-6 { background: #6a5b45; } .hue-7 { background: #3d6478; }

.with-aside { display: grid; grid-template-columns: minmax(0, 1fr) 232px; gap: 2.5rem; align-items: start; }
.timeline { display: grid; gap: 1.25rem; position: relative; }
.timeline::before { content: ""; position: absolute; left: 31px; top: 1rem; bottom: 1rem; width: 2px; background: var(--line); z-index: 0; }
.timeline > * { position: relative; min-width: 0; }
aside { font-size: 14px; }
aside h2 { font-size: 12px; font-weight: 650; letter-spacing: .04em; text-transform: uppercase; color: var(--soft); margin-bottom: .4rem; }
aside h2:not(:first-child) { margin-top: 1.2rem; padding-top: 1.1rem; border-top: 1px solid var(--line); }
aside .commits li { margin-bottom: .45rem; overflow-wrap: anywhere; }

.comment { background: var(--card); border: 1px solid var(--line); border-radius: 10px; box-shadow: var(--shadow); min-width: 0; }
.comment > header { display: flex; align-items: center; gap: .65rem; padding: .6rem 1.1rem; border-bottom: 1px solid var(--line); background: var(--sunken); border-radius: 10px 10px 0 0; }
.comment .who { flex: 1; min-width: 0; }
.comment-body { padding: 1.1rem; }
.comment:target { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
.minimized > summary { padding: .7rem 1.1rem; color: var(--soft); }
.reactions { display: flex; gap: .4rem; margin-top: .9rem; }
.reactions li { border: 1px solid var(--line-strong); background: var(--sunken); border-radius: 99px; padding: .05rem .65rem; font-size: 13px; }
.event { padding: .1rem 0 .1rem 20px; }
.event > p { display: flex; flex-wrap: wrap; align-items: center; gap: .45em; }
.event .avatar { box-shadow: 0 0 0 4px var(--page); margin-right: .5rem; }
.event .commits { margin: .4rem 0 0 38px; }
.commits { font-size: 14px; }
.review { display: grid; gap: 1rem; min-width: 0; }
.review-title { display: flex; align-items: center; gap: .65rem; padding-left: 16px; }
.review > .card { margin-left: 58px; min-width: 0; }
.node { display: grid; place-items: center; width: 32px; height: 32px; border-radius: 50%; background: var(--calm-soft); color: var(--calm); box-shadow: 0 0 0 4px var(--page); }
.review-body { padding: 1.1rem; }

.thread { overflow: clip; }
.thread > header, .thread > summary { display: flex; flex-wrap: wrap; gap: .25rem .7rem; align-items: baseline; padding: .6rem 1.1rem; background: var(--sunken); border-bottom: 1px solid var(--line); font-size: 13.5px; }
.thread > summary { display: list-item; } details.thread:not([open]) > summary { border-bottom: 0; }
.path { font-size: 13px; font-weight: 600; overflow-wrap: anywhere; }
.to-diff { margin-left: auto; }
.thread > .scroll { border-bottom: 1px solid var(--line); }
.thread .comment { border: 0; box-shadow: none; border-radius: 0; background: none; }
.thread .comment + .comment { border-top: 1px solid var(--line); }
.thread .comment > header { background: none; border: 0; padding: .85rem 1.1rem 0; }
.thread .comment-body { padding: .45rem 1.1rem 1rem 1.1rem; }
.thread:target { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
.thread-title { padding: .6rem 1.1rem 0; font-size: 13px; }
.checks-box { padding: .9rem 1.1rem; }
.checks-box li, .check-list li { display: flex; align-items: center; gap: .7rem; padding: .2rem 0; }
.checks-box li > span:nth-child(2) { flex: 1; }

.check-mark { display: inline-grid; place-items: center; width: 20px; height: 20px; border-radius: 50%; font-size: 12px; flex: none; }
.good { --tone: var(--good); --tone-soft: var(--good-soft); } .bad { --tone: var(--bad); --tone-soft: var(--bad-soft); } .warn { --tone: var(--warn); --tone-soft: var(--warn-soft); }
.calm { --tone: var(--calm); --tone-soft: var(--calm-soft); } .busy { --tone: var(--note); --tone-soft: var(--note-soft); }
.check-mark, .verdict { background: var(--tone-soft); color: var(--tone); }
.check-mark .icon { stroke-width: 2.2; }
.busy .icon { animation: turn 2s linear infinite; }
@keyframes turn { to { rotate: 1turn; } }
@media (prefers-reduced-motion: reduce) { .busy .icon { animation: none; } }
.check { max-width: 980px; margin: 0 auto 1.5rem; }
.check > header { display: flex; flex-wrap: wrap; align-items: center; gap: .8rem 1rem; padding: 1.1rem 1.5rem; border-bottom: 1px solid var(--line); background: var(--sunken); border-radius: 10px 10px 0 0; }
.check > header .check-mark { width: 32px; height: 32px; font-size: 18px; }
.check-name { flex: 1; min-width: 12rem; }
.check-name h2 { font-size: 1.1rem; line-height: 1.3; }
.check-name p { font-size: 13.5px; }
.verdict { font-weight: 600; font-size: 13px; padding: .2rem .8rem; border-radius: 99px; }
.actions { display: flex; flex-wrap: wrap; gap: .5rem; }
button { font: 600 13px/1.4 var(--sans); color: var(--ink); background: var(--card); border: 1px solid var(--line-strong); border-radius: 7px; padding: .35rem .8rem; }
.check-body { padding: 1.5rem; }
.check-title { font-size: 1.2rem; line-height: 1.35; margin-bottom: .8rem; }
.check-text { margin-top: 1.25rem; }
.check-list { max-width: 980px; margin: 0 auto 1.25rem; padding: .7rem 1.5rem; }
.annotations { margin-top: 1.75rem; }
.annotations h3 { font-size: 1.05rem; padding-bottom: .4rem; border-bottom: 1px solid var(--line); }
.annotations .path { margin: 1rem 0 .4rem; }
.annotation { border-left: 3px solid var(--tone); background: var(--tone-soft); border-radius: 0 7px 7px 0; padding: .55rem .9rem; margin: .45rem 0; font: 14px/1.5 var(--sans); }
.annotation-title { color: var(--ink); } .annotation-title > .icon { color: var(--tone); margin-right: .45em; }
.annotation-message { white-space: pre-wrap; overflow-wrap: anywhere; }

.with-files { display: grid; grid-template-columns: 250px minmax(0, 1fr); gap: 1.5rem; align-items: start; }
.file-list { position: sticky; top: 1rem; max-height: calc(100vh - 2rem); overflow-y: auto; font-size: 13px; }
.file-list summary { font-weight: 600; padding: .2rem 0 .5rem; color: var(--soft); }
.file-list li { display: flex; gap: .5rem; align-items: start; justify-content: space-between; border-radius: 6px; padding: .22rem .5rem; }
.file-list li:hover { background: var(--sunken); }
.file-list a { color: var(--ink); min-width: 0; overflow-wrap: anywhere; line-height: 1.4; }
.file-list .folder { display: block; color: var(--soft); font-size: 12px; line-height: 1.3; }
.files { display: grid; gap: 1.25rem; min-width: 0; }
.file { overflow: clip; }
.file > summary { position: sticky; top: 0; z-index: 1; display: flex; align-items: baseline; flex-wrap: wrap; gap: .3rem .8rem; padding: .65rem 1rem; background: var(--sunken); border-bottom: 1px solid var(--line); list-style: none; }
.file:not([open]) > summary { border-bottom: 0; }
.file > summary::before { content: "▾"; color: var(--soft); width: .8em; } .file:not([open]) > summary::before { content: "▸"; }
.file > summary .stat { margin-left: auto; }
.no-diff { padding: 1.4rem; text-align: center; }
.file > .thread, .file > .annotation, .inline .thread, .inline .annotation { margin: .8rem 1rem; max-width: 800px; }
.elsewhere { padding: 1.1rem; } .elsewhere h2 { font-size: 1.05rem; } .elsewhere .path { margin-top: .8rem; }

.scroll { overflow-x: auto; }
.diff { width: 100%; border-collapse: collapse; table-layout: fixed; font-size: 12.5px; line-height: 1.6; tab-size: 4; }
.diff td { padding: 0; vertical-align: top; }
.diff .number { width: 3.4em; padding: 0 .7em 0 0; text-align: right; color: var(--soft); user-select: none; }
.diff .number::before { content: attr(data-line); }
.diff .text { padding: 0 1rem 0 1.7em; white-space: pre-wrap; overflow-wrap: anywhere; position: relative; }
.diff .text::before { position: absolute; left: .6em; color: var(--soft); user-select: none; }
.diff .added { background: var(--added); } .diff .added .number { background: var(--added-number); } .diff .added .text::before { content: "+"; color: var(--good); }
.diff .deleted { background: var(--deleted); } .diff .deleted .number { background: var(--deleted-number); } .diff .deleted .text::before { content: "−"; color: var(--bad); }
.diff mark { color: inherit; border-radius: 3px; background: none; } .diff .added mark { background: var(--added-mark); } .diff .deleted mark { background: var(--deleted-mark); }
.diff .hunk { background: var(--note-soft); color: var(--soft); } .diff .hunk td { padding-top: .25em; padding-bottom: .25em; }
.diff .anchored .text { box-shadow: inset 3px 0 var(--anchor); }
.diff tr:target .text { box-shadow: inset 3px 0 var(--accent), inset 0 0 0 99px var(--accent-soft); }
.diff .inline > td { border-block: 1px solid var(--line); background: var(--sunken); font: 15px/1.55 var(--sans); }
.suggestion { border: 1px solid var(--line-strong); border-radius: 8px; overflow: clip; margin: .9rem 0; }
.suggestion figcaption { font: 600 12.5px/1 var(--sans); padding: .6rem .8rem; background: var(--sunken); border-bottom: 1px solid var(--line); }
.suggestion .diff .number { width: 3em; }

.markdown { overflow-wrap: anywhere; }
.markdown > :first-child { margin-top: 0; } .markdown > :last-child { margin-bottom: 0; }
.markdown p, .markdown ul, .markdown ol, .markdown pre, .markdown .table, .markdown details, .markdown blockquote { margin: .75rem 0; }
.markdown :is(h1, h2, h3, h4) { line-height: 1.3; font-weight: 650; margin: 1.5rem 0 .6rem; letter-spacing: -.008em; }
.markdown h1 { font-size: 1.35rem; } .markdown h2 { font-size: 1.15rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); } .markdown h3 { font-size: 1.03rem; } .markdown h4 { font-size: 1rem; color: var(--soft); }
.markdown ul { list-style: disc; } .markdown :is(ul, ol) { padding-left: 1.5rem; } .markdown li + li { margin-top: .25rem; } .markdown li > :is(ul, ol, p) { margin: .25rem 0; }
.markdown .task { list-style: none; margin-left: -1.4rem; } .markdown .task input { accent-color: var(--accent); margin: 0 .35rem 0 0; vertical-align: -.1em; }
.markdown code { font-size: .87em; background: var(--sunken); border-radius: 5px; padding: .12em .38em; -webkit-box-decoration-break: clone; box-decoration-break: clone; }
.markdown kbd { font: .85em var(--mono); border: 1px solid var(--line-strong); border-bottom-width: 2px; border-radius: 5px; padding: .05em .35em; }
.markdown pre { background: var(--sunken); border: 1px solid var(--line); border-radius: 8px; padding: .8rem 1rem; overflow-x: auto; font-size: 12.5px; line-height: 1.6; }
.markdown pre code { background: none; padding: 0; font-size: inherit; overflow-wrap: normal; }
.markdown .table { overflow-x: auto; } .markdown .table table { border-collapse: collapse; font-size: 14px; }
.markdown th, .markdown .table td { border: 1px solid var(--line); padding: .4rem .8rem; text-align: left; vertical-align: top; overflow-wrap: break-word; } .markdown .align-right { text-align: right; } .markdown .align-center { text-align: center; } .markdown th { background: var(--sunken); font-weight: 600; white-space: nowrap; }
.markdown blockquote { border-left: 3px solid var(--line-strong); padding-left: 1rem; color: var(--soft); margin-inline: 0; }
.markdown blockquote > :first-child { margin-top: 0; } .markdown blockquote > :last-child { margin-bottom: 0; }
.markdown .alert { --alert: var(--note); --alert-soft: var(--note-soft); color: inherit; border-left-color: var(--alert); background: var(--alert-soft); border-radius: 0 8px 8px 0; padding: .75rem 1rem; }
.markdown .alert-tip { --alert: var(--good); --alert-soft: var(--good-soft); } .markdown .alert-important { --alert: var(--violet); --alert-soft: var(--violet-soft); }
.markdown .alert-warning { --alert: var(--warn); --alert-soft: var(--warn-soft); } .markdown .alert-caution { --alert: var(--bad); --alert-soft: var(--bad-soft); }
.markdown .alert-title { font-weight: 650; color: var(--alert); margin-bottom: .25rem; } .markdown .alert-title + p { margin-top: 0; }
.markdown details { border: 1px solid var(--line); border-radius: 8px; padding: .55rem .9rem; } .markdown details > summary { font-weight: 600; } .markdown details[open] > summary { margin-bottom: .5rem; }
.markdown hr { border: 0; border-top: 1px solid var(--line); margin: 1.2rem 0; } .markdown sub, .markdown sup { color: var(--soft); line-height: 1; }

.repository { margin-bottom: 2rem; } .repository h2 { font-size: 1.2rem; } .repository > .card { margin-top: .7rem; }
.rows li { display: flex; align-items: start; gap: .9rem; padding: .9rem 1.1rem; } .rows .state { min-width: 6.4rem; justify-content: center; } .rows li + li { border-top: 1px solid var(--line); }
.row-main { flex: 1; min-width: 0; overflow-wrap: anywhere; } .row-title { font-weight: 600; color: var(--ink); font-size: 1.03rem; } .row-main p { font-size: 13.5px; }
.row-side { display: flex; align-items: center; gap: .7rem; font-size: 14px; white-space: nowrap; }

.hljs-keyword, .hljs-meta .hljs-keyword, .hljs-selector-tag, .hljs-doctag { color: var(--code-keyword); }
.hljs-string, .hljs-regexp, .hljs-addition { color: var(--code-string); }
.hljs-title, .hljs-section, .hljs-attr, .hljs-attribute { color: var(--code-title); }
.hljs-number, .hljs-literal, .hljs-symbol, .hljs-bullet, .hljs-variable.language_, .hljs-deletion { color: var(--code-number); }
.hljs-type, .hljs-built_in, .hljs-title.class_, .hljs-name, .hljs-meta { color: var(--code-type); }
.hljs-comment, .hljs-quote { color: var(--code-comment); font-style: italic; }
.hljs-subst { color: var(--ink); } .hljs-strong { font-weight: 650; } .hljs-emphasis { font-style: italic; }

@media (max-width: 1000px) { .with-aside, .with-files { grid-template-columns: minmax(0, 1fr); } .file-list { position: static; max-height: none; } .file-list li { justify-content: start; } .file-list .folder { display: inline; font-size: inherit; } }
@media (max-width: 640px) {
  body { font-size: 14.5px; } main { padding: 0 .8rem 3rem; } .top { padding-inline: .8rem; } .heading { padding-top: 1.3rem; } .heading h1 { font-size: 1.35rem; }
  .crumb .owner { display: none; }
  .tabs { gap: 0; } .tabs a { padding-inline: .5rem; font-size: 14px; gap: .35em; } .markdown .table table { font-size: 13px; } .markdown th, .markdown .table td { padding: .35rem .5rem; min-width: 5.5rem; } .tabs a > .icon, .tabs a > .check-mark, .tabs .stat { display: none; } .timeline::before { left: 19px; } .event { padding-left: 8px; } .event .commits { margin-left: 0; }
  .review-title { padding-left: 4px; align-items: start; } .review-title .avatar { display: none; } .review > .card { margin-left: 0; }
  .comment > header, .comment-body, .review-body { padding-inline: .8rem; } .comment > header { flex-wrap: wrap; gap: .3rem .55rem; } .comment .badges:not(:empty) { flex-basis: 100%; } .comment .who { line-height: 1.35; } .check > header, .check-body { padding: 1rem; }
  .diff { font-size: 11.5px; } .diff .number { width: 2.9em; padding-right: .5em; } .diff .text { padding-right: .4rem; } .files .diff tr:not(.inline) > .number:first-child { width: 2.6em; }
  .file > .thread, .file > .annotation, .inline .thread, .inline .annotation { margin: .6rem .4rem; } .rows li { flex-wrap: wrap; }
}
`
