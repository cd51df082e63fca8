import type { Listener, RequestModel, TechnologyModel } from "./model.ts"

const EVERYTHING = ["string", "shape", "host", "path"] as const
const TEXT = ["string", "host", "path"] as const

// `reply.setCookie(…).code(303)` is the reply still.
const REPLY = /^(?:reply|rep)(?:\.(?:type|code|status|header|headers|setCookie|clearCookie)\(\))*$/

// The name loses its folders before anybody sees it; the service chooses where a file is kept.
const PART = { filename: ["string"], mimetype: ["string"], encoding: [], file: [], filepath: [], tmpdir: [], type: [] } as const

// https://fastify.dev/docs/latest/Reference/Request/
const request: RequestModel = {
  framework: "Fastify",
  parameter: 0,
  properties: {
    query: TEXT,
    body: EVERYTHING,
    params: TEXT,
    headers: TEXT,
    cookies: TEXT,
    url: TEXT,
    originalUrl: TEXT,
    hostname: TEXT,
    "raw.url": TEXT,
    "raw.headers": TEXT,
  },
  // https://github.com/fastify/fastify-multipart
  methods: { file: TEXT, files: TEXT, parts: TEXT, saveRequestFiles: TEXT },
  below: Object.fromEntries(["file", "files", "parts", "saveRequestFiles"].map((method) => [method, PART])),
  returns: { kind: "html", unless: "html-escaped" },
}

// Hooks see every request that comes in, whatever answers it.
function listener(method: string, handler: number, parameter: number, event?: RegExp): Listener {
  return {
    where: ["fastify"],
    receiver: /^(?:fastify|app|server|instance|scope|api)$/,
    method,
    handler,
    ...(event ? { event } : {}),
    gives: [{ parameter, request }],
    label: method === "addHook" ? "whatever this hook sees" : "whatever no route answers",
  }
}

// https://fastify.dev/docs/latest/Reference/ContentTypeParser/: the body as it came, with or without options before the parser.
const parsers: readonly Listener[] = [1, 2].map((handler) => ({
  where: ["fastify"],
  receiver: /^(?:fastify|app|server|instance|scope|api)$/,
  method: "addContentTypeParser",
  handler,
  gives: [{ parameter: 1, controls: TEXT }],
  label: "this parser of bodies",
}))

export const fastify: TechnologyModel = {
  technology: "Fastify",
  packages: ["fastify"],
  request,
  listeners: [
    listener(
      "addHook",
      1,
      0,
      /^(?:on(?:Request|Send|Response|Error|Timeout|RequestAbort)|pre(?:Parsing|Validation|Handler|Serialization))$/,
    ),
    ...parsers,
    listener("setErrorHandler", 0, 1),
    // Options may come before the handler.
    listener("setNotFoundHandler", 0, 0),
    listener("setNotFoundHandler", 1, 0),
  ],
  same: ["type", "code", "status", "header", "headers"].map((method) => ({
    from: `fastify.FastifyReply().${method}()`,
    to: "fastify.FastifyReply()",
  })),
  sinks: [
    { call: "fastify.FastifyReply().view", kind: "view", arguments: [1], each: true, needs: "string", unless: "html-escaped" },
    { call: "fastify.FastifyReply().view", kind: "template", arguments: [0], needs: "path" },
    { call: "fastify.FastifyReply().send", kind: "html", arguments: [0], needs: "string", unless: "html-escaped" },
    { call: "fastify.FastifyReply().redirect", kind: "redirect", arguments: [0, 1], needs: "host" },
    { call: "fastify.FastifyReply().sendFile", kind: "path", arguments: [1], needs: "path" },
  ],
  namedSinks: [
    { receiver: REPLY, method: "header", kind: "redirect", arguments: [1], needs: "host" },
    { receiver: /^(?:reply|rep)$/, method: "view", kind: "view", arguments: [1], each: true, needs: "string", unless: "html-escaped" },
    { receiver: /^(?:reply|rep)$/, method: "view", kind: "template", arguments: [0], needs: "path" },
    { receiver: REPLY, method: "send", kind: "html", arguments: [0], needs: "string", unless: "html-escaped" },
    {
      receiver: /^(?:reply|rep)(?:\.(?:type|code|status|header|headers|setCookie|clearCookie)\(\))+$/,
      method: "redirect",
      kind: "redirect",
      arguments: [0, 1],
      needs: "host",
    },
    { receiver: /^reply$/, method: "sendFile", kind: "path", arguments: [1], needs: "path" },
  ],
}
