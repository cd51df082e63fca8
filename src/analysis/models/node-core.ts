import type { Passage, Sink, TechnologyModel } from "./model.ts"

const ALL = ["string", "shape", "host", "path"] as const
const FILE_CALLS = ["readFile", "readFileSync", "createReadStream", "writeFile", "writeFileSync", "createWriteStream", "appendFile", "unlink", "unlinkSync", "rm", "rmSync", "rmdir", "readdir", "readdirSync", "open", "openSync", "copyFile", "rename", "mkdir", "stat", "statSync"]

const fileSinks: Sink[] = FILE_CALLS.map((method) => ({ call: `fs.${method}`, kind: "path", arguments: method === "copyFile" || method === "rename" ? [0, 1] : [0], needs: "path" }))

const sanitizers: Passage[] = ["Number", "parseInt", "parseFloat", "Boolean", "BigInt", "Number.parseInt", "Number.parseFloat", "Math.max", "Math.min", "Math.floor", "Math.round", "isNaN", "Date", "Date.parse"].map((name) => ({
  call: `globalThis.${name}`,
  from: "all",
  drops: ALL,
}))

/** What the language and Node itself do with data. */
export const nodeCore: TechnologyModel = {
  technology: "Node.js",
  packages: ["fs"],
  same: [
    { from: "fs/promises", to: "fs" },
    { from: "fs.promises", to: "fs" },
    { from: "fs-extra", to: "fs" },
    { from: "graceful-fs", to: "fs" },
    { from: "path.posix", to: "path" },
    { from: "path/posix", to: "path" },
  ],
  sinks: [
    ...fileSinks,
    { call: "child_process.exec", kind: "command", arguments: [0], needs: "string" },
    { call: "child_process.execSync", kind: "command", arguments: [0], needs: "string" },
    ...["spawn", "spawnSync", "execFile", "execFileSync"].map((method) => ({ call: `child_process.${method}`, kind: "command", arguments: [0, 1], properties: ["*"], needs: "string" }) as const),
    { call: "globalThis.eval", kind: "code", arguments: [0], needs: "string" },
    { call: "globalThis.Function", kind: "code", arguments: "all", needs: "string" },
    { call: "vm.runInNewContext", kind: "code", arguments: [0], needs: "string" },
    { call: "vm.runInThisContext", kind: "code", arguments: [0], needs: "string" },
    { call: "vm.runInContext", kind: "code", arguments: [0], needs: "string" },
    { call: "vm.compileFunction", kind: "code", arguments: [0], needs: "string" },
    { call: "vm.Script", kind: "code", arguments: [0], needs: "string" },
    { call: "globalThis.fetch", kind: "url", arguments: [0], needs: "host" },
    { call: "http.get", kind: "url", arguments: [0], properties: ["host", "hostname"], needs: "host" },
    { call: "http.request", kind: "url", arguments: [0], properties: ["host", "hostname"], needs: "host" },
    { call: "https.get", kind: "url", arguments: [0], properties: ["host", "hostname"], needs: "host" },
    { call: "https.request", kind: "url", arguments: [0], properties: ["host", "hostname"], needs: "host" },
    { call: "globalThis.RegExp", kind: "regex", arguments: [0], needs: "string" },
  ],
  passages: [
    ...sanitizers,
    { call: "globalThis.String", from: "all", drops: ["shape"] },
    { call: "globalThis.decodeURIComponent", from: "all", drops: [] },
    { call: "globalThis.decodeURI", from: "all", drops: [] },
    { call: "globalThis.encodeURIComponent", from: "all", drops: ["path", "host", "shape"] },
    { call: "globalThis.JSON.parse", from: [0], drops: [] },
    { call: "globalThis.JSON.stringify", from: [0], drops: ["shape"] },
    { call: "globalThis.structuredClone", from: [0], drops: [] },
    { call: "globalThis.Object.assign", from: "all", drops: [] },
    { call: "globalThis.Object.values", from: [0], drops: [] },
    { call: "globalThis.Object.keys", from: [0], drops: ["shape"] },
    { call: "globalThis.Object.entries", from: [0], drops: [] },
    { call: "globalThis.Array.from", from: [0], drops: [] },
    { call: "globalThis.Promise.resolve", from: [0], drops: [] },
    { call: "globalThis.Promise.all", from: [0], drops: [] },
    { call: "globalThis.Buffer.from", from: [0], drops: ["shape"] },
    { call: "globalThis.URL", from: [0], drops: [] },
    { call: "globalThis.URLSearchParams", from: [0], drops: ["shape"] },
    { call: "util.format", from: "all", drops: ["shape"] },
    { call: "path.join", from: "all", drops: ["shape", "host"] },
    { call: "path.resolve", from: "all", drops: ["shape", "host"] },
    { call: "path.normalize", from: "all", drops: ["shape", "host"] },
    { call: "path.basename", from: [0], drops: ["shape", "host", "path"] },
    { call: "path.extname", from: [0], drops: ["shape", "host", "path"] },
    { call: "path.relative", from: [1], drops: ["shape", "host"] },
    { call: "sanitize-filename", from: [0], drops: ["path", "host", "shape"] },
    { call: "lodash.escapeRegExp", from: [0], drops: ["string", "shape"] },
    { call: "escape-string-regexp", from: [0], drops: ["string", "shape"] },
  ],
  facts: [
    ...["readFileSync", "writeFileSync", "readdirSync", "statSync", "existsSync", "mkdirSync", "rmSync", "unlinkSync", "appendFileSync", "copyFileSync"].map((method) => ({ call: `fs.${method}`, is: ["blocking"] as const })),
    ...["execSync", "execFileSync", "spawnSync"].map((method) => ({ call: `child_process.${method}`, is: ["blocking"] as const })),
    ...["pbkdf2Sync", "scryptSync", "randomFillSync", "generateKeyPairSync"].map((method) => ({ call: `crypto.${method}`, is: ["blocking"] as const })),
    ...["gzipSync", "gunzipSync", "deflateSync", "inflateSync", "brotliCompressSync"].map((method) => ({ call: `zlib.${method}`, is: ["blocking"] as const })),
    { call: "globalThis.fetch", is: ["returns-promise", "http"] },
  ],
}
