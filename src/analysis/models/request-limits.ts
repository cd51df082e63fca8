import type { Setting, TechnologyModel } from "./model.ts"

const HUGE = /^\s*(?:\d{3,}\s*mb|\d+\s*gb|infinity)\s*$/i
const HUGE_BYTES = 100 * 1024 * 1024 - 1

const bodies: Setting[] = [
  "express.json",
  "express.urlencoded",
  "express.raw",
  "express.text",
  "body-parser.json",
  "body-parser.urlencoded",
  "body-parser.raw",
  "body-parser.text",
].flatMap((call): Setting[] =>
  [{ matches: HUGE }, { above: HUGE_BYTES }].map((unsafe) => ({
    call,
    argument: 0,
    option: "limit",
    unsafe,
    concern: "limit",
    severity: "medium",
    confidence: "medium",
    title: "One request may fill the memory",
    message:
      "The whole body is held in memory before any handler or check runs, so a handful of callers at this limit stop the process for everyone.",
    fix: "Keep the limit near what the largest honest request needs, raise it only on the route that needs it, and stream files.",
  })),
)

// https://github.com/koajs/bodyparser#options, https://github.com/koajs/koa-body#options
const parts: Setting[] = ["koa-bodyparser", "@koa/bodyparser.bodyParser", "koa-body", "koa-body.koaBody"].flatMap((call) =>
  ["jsonLimit", "formLimit", "textLimit"].flatMap((option) =>
    [{ matches: HUGE }, { above: HUGE_BYTES }].map((unsafe): Setting => ({
      call,
      argument: 0,
      option,
      unsafe,
      concern: "limit",
      severity: "medium",
      confidence: "medium",
      title: "One request may fill the memory",
      message:
        "The whole body is held in memory before any handler or check runs, so a handful of callers at this limit stop the process for everyone.",
      fix: "Keep the limit near what the largest honest request needs, raise it only on the route that needs it, and stream files.",
    })),
  ),
)

const uploads: Setting[] = [
  { call: "multer", argument: 0, option: "limits", confidence: "medium" as const },
  { call: "express-fileupload", argument: 0, option: "limits", confidence: "medium" as const },
].map((each) => ({
  ...each,
  unsafe: "missing",
  concern: "limit",
  severity: "medium",
  title: "Uploads have no upper limit",
  message:
    "One caller fills the disk or the memory of the service with a single upload: no `limits` are given, and without them there are none.",
  fix: "Give `limits: { fileSize: … , files: … }` that fit the largest honest upload.",
}))

/** How much a request may bring. */
export const requestLimits: TechnologyModel = {
  technology: "Request limits",
  packages: [],
  settings: [
    ...bodies,
    ...parts,
    ...uploads,
    {
      call: "fastify",
      argument: 0,
      option: "bodyLimit",
      unsafe: { above: HUGE_BYTES },
      concern: "limit",
      severity: "medium",
      confidence: "medium",
      title: "One request may fill the memory",
      message:
        "The whole body is held in memory before any handler runs, on every route, so a handful of callers at this limit stop the process for everyone.",
      fix: "Raise `bodyLimit` in the options of the one route that needs it, and stream files.",
    },
    {
      call: "socket.io.Server",
      argument: 1,
      option: "maxHttpBufferSize",
      unsafe: { above: HUGE_BYTES / 2 },
      concern: "limit",
      severity: "medium",
      confidence: "medium",
      title: "One message may fill the memory",
      message: "Every connected client may send messages of this size, and each is held in memory as a whole.",
      fix: "Keep it near the largest honest message, and send files over HTTP.",
    },
  ],
}
