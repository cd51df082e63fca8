/** Something that is done to request data before they reach a sink, and whether it makes them harmless there. */
export interface Check {
  readonly name: string
  /** What the data reach: a name of the table of sinks, or an answer of Express. */
  readonly sink: string
  readonly data: string
  /** Statements in front, and the expression that is used afterwards. */
  readonly before: string
  readonly value: string
  readonly protects: boolean
}

const check = (sink: string, data: string, before: string, value: string, protects: boolean): Check => ({
  name: `${before} ${value}`.trim(),
  sink,
  data,
  before,
  value,
  protects,
})
const path = (before: string, value: string, protects: boolean) => check("read", "req.params.a", before, value, protects)
const listed = (before: string, value: string, protects: boolean) => check("read", "req.query.a", before, value, protects)
const host = (before: string, value: string, protects: boolean) => check("axios", "req.query.a", before, value, protects)
const target = (before: string, value: string, protects: boolean) => check("redirect", "req.query.a", before, value, protects)
const page = (value: string, protects: boolean, before = "") => check("html", "req.query.a", before, value, protects)
const shell = (value: string, protects: boolean, before = "") => check("exec", "req.query.a", before, value, protects)
const refuse = "return res.sendStatus(400);"

/** Replacing, comparing and matching that protects, beside what only looks like it. */
export const checks: readonly Check[] = [
  // Paths.
  path("", '"/data/" + DATA.replace(/\\.\\.\\//g, "")', false),
  path("", '"/data/" + DATA.replaceAll("../", "")', false),
  path("", '"/data/" + DATA.replace("..", "")', false),
  path("", '"/data/" + DATA.replace(/\\.\\./, "")', false),
  path("", '"/data/" + DATA.replace(/^(\\.\\.\\/)+/, "")', false),
  path("", '"/data/" + DATA.replace(/\\.\\./g, "")', true),
  path("", '"/data/" + DATA.replaceAll("..", "")', true),
  path("", '"/data/" + DATA.replace(/\\.{2,}/g, "")', true),
  path("", '"/data/" + DATA.replace(/[/\\\\]/g, "_")', true),
  path("", '"/data/" + DATA.replace(/[^a-z0-9.-]/gi, "")', true),
  path("", '"/data/" + path.normalize(DATA).replace(/^(\\.\\.(\\/|\\\\|$))+/, "")', true),
  path('let name = DATA; while (name.includes("..")) name = name.replace("..", "");', '"/data/" + name', true),
  path("", '"/data/" + path.basename(DATA)', true),
  path('const file = "/data/" + DATA; if (!file.startsWith("/data/"))' + refuse, "file", false),
  path(`if (!DATA.startsWith("/data/")) ${refuse}`, "DATA", false),
  path(`const file = path.join("/data", DATA); if (!file.startsWith("/data/")) ${refuse}`, "file", true),
  path(`const file = path.resolve("/data", DATA); if (path.relative("/data", file).startsWith("..")) ${refuse}`, "file", true),
  path(`if (DATA.includes("..")) ${refuse}`, '"/data/" + DATA', true),
  path(`if (DATA.indexOf("..") !== -1) ${refuse}`, '"/data/" + DATA', true),
  path(`if (/\\.\\./.test(DATA)) ${refuse}`, '"/data/" + DATA', true),
  path(`if (!/^[\\w-]+\\.pdf$/.test(DATA)) ${refuse}`, '"/data/" + DATA', true),
  path(`if (!/[\\w-]+\\.pdf/.test(DATA)) ${refuse}`, '"/data/" + DATA', false),
  path(`if (!/^[\\w./-]+$/.test(DATA)) ${refuse}`, '"/data/" + DATA', false),
  path(`if (!/^(?:[\\w-]+\\/)*[\\w.-]+$/.test(DATA)) ${refuse}`, '"/data/" + DATA', true),
  path(`if (!/^\\w+$|\\.pdf$/.test(DATA)) ${refuse}`, '"/data/" + DATA', false),
  path(`if (!/^\\w+$/m.test(DATA)) ${refuse}`, '"/data/" + DATA', false),
  path(`if (!DATA.endsWith(".pdf")) ${refuse}`, '"/data/" + DATA', false),
  path(`if (!["a.pdf", "b.pdf"].includes(DATA)) ${refuse}`, '"/data/" + DATA', true),
  path("", '"/data/" + Number(DATA)', true),
  path("", '"/data" + new URL(DATA, "http://localhost").pathname', true),
  path("", '"/data" + decodeURIComponent(new URL(DATA, "http://localhost").pathname)', false),
  path(
    `const inside = path.relative("/data", path.resolve("/data", DATA)); if (inside.split(path.sep)[0] === "..") ${refuse}`,
    'path.resolve("/data", DATA)',
    true,
  ),
  path(`const NAME = /^[\\w-]+$/; if (!NAME.test(DATA)) ${refuse}`, '"/data/" + DATA', true),
  path(`const [name, kind] = DATA.split("."); if (kind !== "pdf") ${refuse}`, '"/data/" + name', false),
  path(`const parsed = JSON.parse(DATA); if (parsed.kind !== "pdf") ${refuse}`, '"/data/" + parsed.name', false),
  path(`if (typeof DATA !== "object") ${refuse}`, '"/data/" + DATA', false),
  path(`const SAFE = /^[\\w-]+$/; if (!SAFE.test(DATA)) ${refuse}`, '"/data/" + DATA', true),
  path(`const SAFE = /[\\w-]+/; if (!SAFE.test(DATA)) ${refuse}`, '"/data/" + DATA', false),
  path(`if (!/^[\\w./-]+$/.test(DATA)) ${refuse}`, '"/data/" + DATA', false),
  path(`if (!/^(?!.*\\.\\.)[\\w./-]+$/.test(DATA)) ${refuse}`, '"/data/" + DATA', true),
  path(`const ODD = /[^\\w-]/g; const name = DATA.replace(ODD, "_");`, '"/data/" + name', true),
  path(`if (DATA.split("/").some((part) => part === "..")) ${refuse}`, '"/data/" + DATA', true),
  path(`if (DATA.split("/").some((part) => part === "tmp")) ${refuse}`, '"/data/" + DATA', false),
  path(`if (!DATA.split("/").every((part) => /^[\\w-]+$/.test(part))) ${refuse}`, '"/data/" + DATA', true),
  path(`if (!DATA.split("/").some((part) => /^[\\w-]+$/.test(part))) ${refuse}`, '"/data/" + DATA', false),
  path(
    `const rel = path.relative("/data", path.resolve("/data", DATA)); if (rel.startsWith(\`..\${path.sep}\`)) ${refuse}`,
    'path.join("/data", rel)',
    true,
  ),
  path(
    `const rel = path.relative("/data", path.resolve("/data", DATA)); if (rel.split(path.sep)[0] === "..") ${refuse}`,
    'path.join("/data", rel)',
    true,
  ),
  path(
    'const stop = () => { throw new Error("no") }; const file = path.join("/data", DATA); if (!file.startsWith("/data/")) stop();',
    "file",
    true,
  ),
  path(
    'const note = () => { console.warn("no") }; const file = path.join("/data", DATA); if (!file.startsWith("/data/")) note();',
    "file",
    false,
  ),
  // What is looked at before it is decoded, or before something is taken out of it.
  path(`if (DATA.includes("..")) ${refuse}`, '"/data/" + decodeURIComponent(DATA)', false),
  path(`const name = decodeURIComponent(DATA); if (name.includes("..")) ${refuse}`, '"/data/" + name', true),
  path(`if (DATA.includes("..")) ${refuse}`, '"/data/" + DATA.replace(/[\\x00-\\x1f]/g, "")', false),
  path(`if (DATA.includes("..")) ${refuse}`, '"/data/" + DATA.replace(/\\s+$/, "")', true),
  path(`if (DATA.includes("..")) ${refuse}`, '"/data/" + DATA.replace(/\\s/g, "_")', true),
  // A query may hold a list, whose `includes` looks for a whole element.
  listed(`if (DATA.includes("..")) ${refuse}`, '"/data/" + DATA', false),
  listed(`if (DATA.indexOf("..") !== -1) ${refuse}`, '"/data/" + DATA', false),
  listed(`if (DATA.includes("..")) ${refuse}`, 'path.join("/data", DATA)', true),
  listed(`if (String(DATA).includes("..")) ${refuse}`, '"/data/" + DATA', true),
  listed(`if (typeof DATA !== "string" || DATA.includes("..")) ${refuse}`, '"/data/" + DATA', true),
  // Hosts.
  host(`if (!/^https:\\/\\/www.example.com/.test(DATA)) ${refuse}`, "DATA", false),
  host(`if (!/^https:\\/\\/www\\.example\\.com/.test(DATA)) ${refuse}`, "DATA", false),
  host(`if (!/^https:\\/\\/www.example.com\\//.test(DATA)) ${refuse}`, "DATA", false),
  host(`if (!/https:\\/\\/www\\.example\\.com\\//.test(DATA)) ${refuse}`, "DATA", false),
  host(`if (!/^https:\\/\\/www\\.example\\.com\\//.test(DATA)) ${refuse}`, "DATA", true),
  host(`if (!/^https?:\\/\\/(?:www|api)\\.example\\.com(?:\\/|$)/.test(DATA)) ${refuse}`, "DATA", true),
  host(`if (!DATA.includes("example.com")) ${refuse}`, "DATA", false),
  host(`if (!DATA.startsWith("https://example.com")) ${refuse}`, "DATA", false),
  host(`if (!DATA.startsWith("https://example.com/")) ${refuse}`, "DATA", true),
  host(`if (!DATA.endsWith("example.com")) ${refuse}`, "DATA", false),
  host(`const { hostname } = new URL(DATA); if (!hostname.endsWith("example.com")) ${refuse}`, "DATA", false),
  host(`const { hostname } = new URL(DATA); if (!hostname.endsWith(".example.com")) ${refuse}`, "DATA", true),
  host(`if (!/(^|\\.)example\\.com$/.test(new URL(DATA).hostname)) ${refuse}`, "DATA", true),
  host(`if (new URL(DATA).hostname !== "api.example.com") ${refuse}`, "DATA", true),
  host(`const allowed = (address) => address.startsWith("https://example.com"); if (!allowed(DATA)) ${refuse}`, "DATA", false),
  host(`const isOurs = (address) => address.includes("example.com"); if (!isOurs(DATA)) ${refuse}`, "DATA", false),
  host(`const { protocol } = new URL(DATA); if (protocol !== "https:") ${refuse}`, "DATA", false),
  host(`const url = new URL(DATA); if (url.protocol !== "https:" || url.host !== "www.example.com") ${refuse}`, "url", true),
  host(
    `const ROOT = "example.com"; const { hostname } = new URL(DATA); if (hostname !== ROOT && !hostname.endsWith(\`.\${ROOT}\`)) ${refuse}`,
    "DATA",
    true,
  ),
  host(
    `const HOSTS = ["example.com"]; const { hostname } = new URL(DATA); if (!HOSTS.some((each) => hostname === each || hostname.endsWith(\`.\${each}\`))) ${refuse}`,
    "DATA",
    true,
  ),
  host(
    `const HOSTS = ["example.com"]; const { hostname } = new URL(DATA); if (!HOSTS.some((each) => hostname.endsWith(each))) ${refuse}`,
    "DATA",
    false,
  ),
  target(`if (!DATA.includes("example.com")) ${refuse}`, "DATA", false),
  target(`if (new URL(DATA).host !== "example.com") ${refuse}`, "DATA", true),
  target(`if (!DATA.startsWith("/")) ${refuse}`, "DATA", false),
  target(`if (!DATA.startsWith("/") || DATA.startsWith("//") || DATA.startsWith("/\\\\")) ${refuse}`, "DATA", true),
  // HTML.
  page('DATA.replace("<", "&lt;").replace(">", "&gt;")', false),
  page('String(DATA).replace(/</, "&lt;")', false),
  page('String(DATA).replace(/<script>/gi, "")', false),
  page('String(DATA).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;")', true),
  page('String(DATA).replaceAll("&", "&amp;").replaceAll("<", "&lt;")', true),
  page(
    "escape(DATA)",
    true,
    'const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;" }; const escape = (text) => String(text).replace(/[&<>]/g, (sign) => SIGNS[sign]);',
  ),
  page(
    "'<input value=\"' + escape(DATA) + '\">'",
    false,
    "const escape = (text) => String(text).replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);",
  ),
  page(
    "'<input value=\"' + escape(DATA) + '\">'",
    true,
    "const escape = (text) => String(text).replace(/[&<>\"']/g, (sign) => `&#${sign.charCodeAt(0)};`);",
  ),
  page(
    "'<input value=\"' + escape(DATA) + '\">'",
    true,
    'const escape = (text) => String(text).replace(/</g, "&lt;").replace(/"/g, "&quot;");',
  ),
  page('\'<p class="note">\' + String(DATA).replace(/</g, "&lt;") + "</p>"', true),
  page("escape(DATA)", false, 'const escape = (text) => text.replace("<", "&lt;").replace(">", "&gt;");'),
  page("encodeURIComponent(DATA)", true),
  // A shell.
  shell(`"'" + DATA.replace(/'/g, "\\\\'") + "'"`, false),
  shell(`"'" + String(DATA).replace(/'/g, "'\\\\''") + "'"`, true),
  shell('DATA.replace(/;/g, "")', false),
  shell('DATA.replace(/[^a-z]/g, "")', true),
]
