import type { Import, Sink } from "./cell.ts"

/** One way in which a program is handed data from outside. */
export interface Entry {
  readonly name: string
  readonly packages: Readonly<Record<string, string>>
  readonly style: "commonjs" | "esm"
  readonly imports?: readonly Import[]
  /** Statements above the handler. */
  readonly setup?: string
  /** The handler around its statements. */
  readonly wrap: (body: string) => string
  /** Expressions of request data in it. */
  readonly data: readonly string[]
  /** Those that may be objects where text is meant. */
  readonly shapes?: readonly string[]
  /** What the framework does with data in its answer. */
  readonly answers?: readonly Answer[]
  /** The file, where the framework goes by it. */
  readonly file?: string
}

/** A way of answering and the same done right. */
export type Answer = Pick<Sink, "name" | "rule" | "use" | "safe" | "imports" | "packages">

const escaping = { packages: { "escape-html": "1.0.3" }, imports: [["escapeHtml", "escape-html"]] as const }
const html = (use: (text: string) => string, plain: (data: string) => string): Answer => ({
  name: "html",
  rule: "no-cross-site-scripting",
  ...escaping,
  use: (data) => use(`"<h1>" + ${data} + "</h1>"`),
  safe: [(data) => use(`"<h1>" + escapeHtml(${data}) + "</h1>"`), plain],
})
const redirect = (use: (target: string) => string): Answer => ({
  name: "redirect",
  rule: "no-open-redirect",
  use,
  safe: [
    (data) => use(`"/users/" + encodeURIComponent(${data})`),
    (data) => `const targets = { a: "/a", b: "/b" }; ${use(`targets[${data}] ?? "/"`)}`,
    (data) =>
      `const target = new URL(${data}, "https://example.com"); if (target.origin !== "https://example.com") return; ${use("target.href")}`,
  ],
})
const sent = (use: (path: string) => string): Answer => ({
  name: "file",
  rule: "no-path-traversal",
  imports: [["path", "path"]],
  use: (data) => use(`path.join("/data", ${data})`),
  safe: [(data) => use(`path.join("/data", path.basename(${data}))`)],
})

const expressAnswers: readonly Answer[] = [
  html(
    (text) => `res.send(${text})`,
    (data) => `res.json({ name: ${data} })`,
  ),
  {
    ...html(
      (text) => `res.status(400).send(${text})`,
      (data) => `res.type("text/plain").send("no " + ${data})`,
    ),
    name: "html with status",
  },
  redirect((target) => `res.redirect(${target})`),
  sent((path) => `res.sendFile(${path})`),
  { ...sent((path) => `res.download(${path})`), name: "download" },
]
const expressData = [
  "req.query.a",
  "req.params.a",
  "req.body.a",
  "req.headers.a",
  "req.cookies.a",
  'req.get("x-a")',
  "req.query?.a",
  'req.header("a")',
]
const expressShapes = ["req.query.a", "req.body.a", "req.body"]
const express = (name: string, wrap: Entry["wrap"], rest: Partial<Entry> = {}): Entry => ({
  name: `Express ${name}`,
  packages: { express: "4.19.2" },
  style: "commonjs",
  imports: [["express", "express"]],
  setup: "const app = express()",
  data: expressData.slice(0, 3),
  shapes: expressShapes,
  wrap,
  ...rest,
})

const servers: readonly Entry[] = [
  express("app", (body) => `app.get("/:a", async (req, res) => { ${body} })`, { data: expressData, answers: expressAnswers }),
  express("5 app", (body) => `app.post("/:a", async function (req, res, next) { ${body} })`, {
    packages: { express: "5.1.0" },
    style: "esm",
    shapes: ["req.body.a"],
  }),
  express("Router", (body) => `router.post("/:a", async (req, res) => { ${body} })\napp.use("/api", router)`, {
    setup: "const app = express()\nconst router = express.Router()",
    answers: expressAnswers,
  }),
  express(
    "imported Router",
    (body) => `const router = Router()\nrouter.get("/:a", async (request, response) => { ${body} })\nexport default router`,
    {
      style: "esm",
      imports: [["{ Router }", "express"]],
      setup: "",
      data: ["request.query.a", "request.params.a", "request.body.a"],
      shapes: ["request.query.a"],
    },
  ),
  express("chained route", (body) => `app.route("/:a").get((req, res) => res.end()).post(async (req, res) => { ${body} })`),
  express(
    "list of handlers",
    (body) => `app.get("/:a", [check, async (req, res) => { ${body} }])\nfunction check(req, res, next) { next() }`,
  ),
  express("middleware", (body) => `app.use(async (req, res, next) => { ${body} })`),
  express("mounted middleware", (body) => `app.use("/a", async (req, res, next) => { ${body} })`),
  express(
    "wrapped handler",
    (body) => `const wrap = (fn) => (req, res, next) => fn(req, res).catch(next)\napp.get("/:a", wrap(async (req, res) => { ${body} }))`,
  ),
  express("error handler", (body) => `app.use(async (error, req, res, next) => { ${body} })`, { answers: expressAnswers.slice(0, 1) }),
  express("destructured request", (body) => `app.get("/:a", async ({ query, params, body }, res) => { ${body} })`, {
    data: ["query.a", "params.a", "body.a"],
    shapes: ["query.a"],
    answers: expressAnswers.slice(0, 1),
  }),
  express("named handler", (body) => `async function show(req, res) { ${body} }\napp.get("/:a", show)`),
  express(
    "bound method",
    (body) =>
      `class Users { constructor() { this.show = this.show.bind(this) }\nasync show(req, res) { ${body} } }\nconst users = new Users()\napp.get("/:a", users.show)\napp.get("/b/:a", users.show.bind(users))`,
  ),
  express(
    "arrow in a class",
    (body) => `class Users { show = async (req, res) => { ${body} } }\nconst users = new Users()\napp.get("/:a", users.show)`,
  ),
  express(
    "arrow to a method",
    (body) =>
      `class Users { async show(req, res) { ${body} } }\nconst users = new Users()\napp.get("/:a", (req, res) => users.show(req, res))`,
  ),
  express("upload", (body) => `const upload = multer({ dest: "up" })\napp.post("/", upload.single("a"), async (req, res) => { ${body} })`, {
    packages: { express: "4.19.2", multer: "1.4.5" },
    imports: [
      ["express", "express"],
      ["multer", "multer"],
    ],
    data: ["req.body.a", "req.file.originalname", "req.files[0].originalname"],
    shapes: [],
  }),
  {
    name: "http",
    packages: {},
    style: "commonjs",
    imports: [
      ["http", "http"],
      ["url", "url"],
    ],
    wrap: (body) =>
      `http.createServer(async (req, res) => { const q = url.parse(req.url, true).query; const parsed = new URL(req.url, "http://x"); ${body} }).listen(80)`,
    data: ["q.a", "q['a']", 'parsed.searchParams.get("a")', "req.headers.a"],
    answers: [
      html(
        (text) => `res.end(${text})`,
        (data) => `res.setHeader("Content-Type", "application/json"); res.end(JSON.stringify({ name: ${data} }))`,
      ),
      {
        ...html(
          (text) => `res.writeHead(200, { "Content-Type": "text/html" }); res.write(${text}); res.end()`,
          (data) => `res.writeHead(200, { "Content-Type": "text/plain" }); res.end("<" + ${data})`,
        ),
        name: "html by write",
      },
      redirect((target) => `res.writeHead(302, { Location: ${target} }); res.end()`),
      { ...redirect((target) => `res.statusCode = 302; res.setHeader("Location", ${target}); res.end()`), name: "redirect by header" },
    ],
  },
  {
    name: "https",
    packages: {},
    style: "esm",
    imports: [["https", "node:https"]],
    wrap: (body) =>
      `const server = https.createServer({}, handle)\nasync function handle(request, response) { const { searchParams } = new URL(request.url, "https://x"); ${body} }\nserver.listen(443)`,
    data: ['searchParams.get("a")', "request.headers['x-a']"],
  },
  {
    name: "http2",
    packages: {},
    style: "esm",
    imports: [["http2", "node:http2"]],
    wrap: (body) =>
      `const server = http2.createSecureServer({})\nserver.on("request", async (req, res) => { const params = new URLSearchParams(req.url.split("?")[1]); ${body} })`,
    data: ['params.get("a")', "req.headers.a"],
  },
  {
    name: "http body",
    packages: {},
    style: "commonjs",
    imports: [["http", "http"]],
    wrap: (body) =>
      `http.createServer((req, res) => { let text = ""; req.on("data", (chunk) => { text += chunk }); req.on("end", async () => { const sent = JSON.parse(text); ${body} }) })`,
    data: ["sent.a", "text"],
    shapes: ["sent.a"],
  },
  {
    name: "body of a bare server, read in a loop",
    packages: {},
    style: "esm",
    imports: [["http", "node:http"]],
    setup:
      "async function bodyOf(request) { const parts = []; for await (const part of request) parts.push(part); return Buffer.concat(parts) }",
    wrap: (body) =>
      `http.createServer(async (req, res) => { const raw = await bodyOf(req); const sent = JSON.parse(raw.toString("utf8")); ${body} })`,
    data: ["sent.a"],
    shapes: ["sent.a"],
  },
  {
    name: "restify",
    packages: { restify: "11.1.0" },
    style: "commonjs",
    imports: [["restify", "restify"]],
    wrap: (body) => `const server = restify.createServer()\nserver.get("/:a", async (req, res) => { ${body} })`,
    data: ["req.query.a", "req.params.a", "req.body.a"],
    shapes: ["req.body.a"],
  },
  {
    name: "polka",
    packages: { polka: "0.5.2" },
    style: "commonjs",
    imports: [["polka", "polka"]],
    wrap: (body) => `polka().get("/:a", async (req, res) => { ${body} }).listen(3000)`,
    data: ["req.query.a", "req.params.a", "req.body.a"],
    shapes: ["req.query.a"],
  },
  {
    name: "micro",
    packages: { micro: "10.0.1" },
    style: "commonjs",
    imports: [["{ json }", "micro"]],
    wrap: (body) => `module.exports = async (req, res) => { const sent = await json(req); ${body} }`,
    data: ["sent.a", "req.headers.a"],
    shapes: ["sent.a"],
  },
]

const koaAnswers: readonly Answer[] = [
  html(
    (text) => `ctx.body = ${text}`,
    (data) => `ctx.body = { name: ${data} }`,
  ),
  redirect((target) => `ctx.redirect(${target})`),
]
const koaData = [
  "ctx.query.a",
  "ctx.request.query.a",
  "ctx.request.body.a",
  "ctx.headers.a",
  "ctx.request.headers.a",
  'ctx.get("a")',
  'ctx.request.get("a")',
  'ctx.cookies.get("a")',
  "ctx.querystring",
  "ctx.request.header.a",
]
const koa = (name: string, wrap: Entry["wrap"], rest: Partial<Entry> = {}): Entry => ({
  name: `Koa ${name}`,
  packages: { koa: "2.15.0" },
  style: "commonjs",
  imports: [["Koa", "koa"]],
  setup: "const app = new Koa()",
  data: koaData.slice(0, 3),
  shapes: ["ctx.request.body.a", "ctx.request.body"],
  wrap,
  ...rest,
})
const routed = (router: string, made = "new Router()"): Partial<Entry> => ({
  packages: { koa: "2.15.0", [router]: "12.0.0" },
  imports: [
    ["Koa", "koa"],
    ["Router", router],
  ],
  setup: `const app = new Koa()\nconst router = ${made}`,
  data: ["ctx.params.a", "ctx.query.a", "ctx.request.body.a"],
  answers: koaAnswers,
})
const koas: readonly Entry[] = [
  koa("use", (body) => `app.use(async (ctx) => { ${body} })`, { data: koaData, answers: koaAnswers }),
  koa("use with next", (body) => `app.use(async function (ctx, next) { ${body}; await next() })`, { style: "esm", answers: koaAnswers }),
  koa("use of a name", (body) => `async function show(context) { ${body} }\napp.use(show)`, {
    data: ["context.query.a"],
    shapes: ["context.request.body"],
  }),
  koa("destructured", (body) => `app.use(async ({ request, response, query }) => { ${body} })`, {
    data: ["request.query.a", "query.a", "request.body.a"],
    shapes: ["request.body.a"],
  }),
  koa("factory", (body) => `const show = (options) => async (ctx, next) => { ${body} }\napp.use(show({}))`),
  koa("@koa/router", (body) => `router.get("/:a", async (ctx) => { ${body} })\napp.use(router.routes())`, routed("@koa/router")),
  koa(
    "koa-router",
    (body) =>
      `router.post("/:a", check, async (ctx, next) => { ${body} })\nasync function check(ctx, next) { await next() }\napp.use(router.routes())`,
    routed("koa-router", "Router()"),
  ),
  koa("router chain", (body) => `router.get("/", (ctx) => { ctx.body = {} }).put("/:a", async (ctx) => { ${body} })`, {
    ...routed("@koa/router"),
    style: "esm",
  }),
  koa("koa-body", (body) => `app.use(koaBody({ multipart: true }))\napp.use(async (ctx) => { ${body} })`, {
    packages: { koa: "2.15.0", "koa-body": "6.0.0" },
    imports: [
      ["Koa", "koa"],
      ["{ koaBody }", "koa-body"],
    ],
    data: ["ctx.request.body.a", "ctx.request.files.a.originalFilename"],
  }),
  koa("koa-route", (body) => `app.use(route.get("/:a", async (ctx, a) => { ${body} }))`, {
    packages: { koa: "2.15.0", "koa-route": "3.2.0" },
    imports: [
      ["Koa", "koa"],
      ["route", "koa-route"],
    ],
    data: ["ctx.query.a"],
    shapes: [],
  }),
]

const fastifyAnswers: readonly Answer[] = [
  html(
    (text) => `reply.type("text/html").send(${text})`,
    (data) => `reply.send({ name: ${data} })`,
  ),
  redirect((target) => `return reply.redirect(${target})`),
  { ...sent((path) => `return reply.sendFile(${path})`), name: "sendFile of the plugin", safe: [], rule: "none" },
]
const fastify = (name: string, wrap: Entry["wrap"], rest: Partial<Entry> = {}): Entry => ({
  name: `Fastify ${name}`,
  packages: { fastify: "4.26.0" },
  style: "commonjs",
  imports: [["fastify", "fastify"]],
  setup: "const app = fastify()",
  data: ["request.query.a", "request.params.a", "request.body.a"],
  shapes: ["request.body.a", "request.body"],
  wrap,
  ...rest,
})
const fastifies: readonly Entry[] = [
  fastify("get", (body) => `app.get("/:a", async (request, reply) => { ${body} })`, {
    data: [
      "request.query.a",
      "request.params.a",
      "request.body.a",
      "request.headers.a",
      "request.cookies.a",
      "request.raw.url",
      "request.raw.headers.a",
      "request.url",
    ],
    answers: fastifyAnswers.slice(0, 2),
  }),
  fastify("with options", (body) => `app.post("/:a", { config: {} }, async (req, reply) => { ${body} })`, {
    style: "esm",
    data: ["req.query.a", "req.body.a"],
    shapes: ["req.body.a"],
  }),
  fastify("handler in options", (body) => `app.post("/:a", { handler: async (request, reply) => { ${body} } })`),
  fastify("route", (body) => `app.route({ method: "POST", url: "/:a", handler: async (request, reply) => { ${body} } })`, {
    answers: fastifyAnswers.slice(0, 2),
  }),
  fastify("route with a method", (body) => `app.route({ method: ["GET", "POST"], url: "/:a", async handler(request, reply) { ${body} } })`),
  fastify(
    "plugin",
    (body) =>
      `async function routes(instance, options) { instance.get("/:a", async (request, reply) => { ${body} }) }\nmodule.exports = routes`,
    { imports: [], setup: "" },
  ),
  fastify(
    "registered plugin",
    (body) => `app.register(async (scope) => { scope.get("/:a", async (request, reply) => { ${body} }) }, { prefix: "/v1" })`,
  ),
  fastify(
    "wrapped plugin",
    (body) => `export default fp(async function (fastify, opts) { fastify.post("/:a", async function (request, reply) { ${body} }) })`,
    {
      packages: { fastify: "4.26.0", "fastify-plugin": "4.5.0" },
      style: "esm",
      imports: [["fp", "fastify-plugin"]],
      setup: "",
    },
  ),
  fastify("hook", (body) => `app.addHook("preHandler", async (request, reply) => { ${body} })`),
  fastify("onRequest hook of a route", (body) => `app.get("/:a", { preHandler: async (request, reply) => { ${body} } }, async () => ({}))`),
  fastify("error handler", (body) => `app.setErrorHandler(async (error, request, reply) => { ${body} })`),
  fastify("not found handler", (body) => `app.setNotFoundHandler(async (request, reply) => { ${body} })`),
  fastify(
    "websocket",
    (body) => `app.get("/ws", { websocket: true }, (socket, request) => { socket.on("message", async (message) => { ${body} }) })`,
    {
      packages: { fastify: "4.26.0", "@fastify/websocket": "10.0.0" },
      data: ["message.toString()", "JSON.parse(message).a"],
      shapes: [],
    },
  ),
]

const hapiAnswers: readonly Answer[] = [
  html(
    (text) => `return h.response(${text}).type("text/html")`,
    (data) => `return { name: ${data} }`,
  ),
  {
    ...html(
      (text) => `return ${text}`,
      (data) => `return h.response("no " + ${data}).type("text/plain")`,
    ),
    name: "returned html",
  },
  redirect((target) => `return h.redirect(${target})`),
  sent((path) => `return h.file(${path})`),
]
const hapi = (name: string, wrap: Entry["wrap"], rest: Partial<Entry> = {}): Entry => ({
  name: `Hapi ${name}`,
  packages: { "@hapi/hapi": "21.3.0" },
  style: "commonjs",
  imports: [["Hapi", "@hapi/hapi"]],
  setup: "const server = Hapi.server({ port: 3000 })",
  data: ["request.query.a", "request.params.a", "request.payload.a"],
  shapes: ["request.payload.a", "request.payload"],
  wrap,
  ...rest,
})
const hapis: readonly Entry[] = [
  hapi("route", (body) => `server.route({ method: "GET", path: "/{a}", handler: async (request, h) => { ${body} } })`, {
    data: [
      "request.query.a",
      "request.params.a",
      "request.payload.a",
      "request.headers.a",
      "request.state.a",
      'request.url.searchParams.get("a")',
    ],
    answers: hapiAnswers,
  }),
  hapi(
    "route with options",
    (body) => `server.route({ method: "POST", path: "/{a}", options: { handler: async (request, h) => { ${body} } } })`,
  ),
  hapi(
    "list of routes",
    (body) => `const routes = [{ method: "POST", path: "/{a}", async handler(request, h) { ${body} } }]\nserver.route(routes)`,
    { style: "esm" },
  ),
  hapi("exported routes", (body) => `module.exports = [{ method: "POST", path: "/{a}", handler: async (request, h) => { ${body} } }]`, {
    setup: "",
  }),
  hapi(
    "plugin",
    (body) =>
      `exports.plugin = { name: "users", register: async function (server, options) { server.route({ method: "GET", path: "/{a}", handler: async function (request, h) { ${body} } }) } }`,
    { setup: "" },
  ),
  hapi("extension", (body) => `server.ext("onPreHandler", async (request, h) => { ${body}; return h.continue })`),
]

const hono = (name: string, wrap: Entry["wrap"], rest: Partial<Entry> = {}): Entry => ({
  name: `Hono ${name}`,
  packages: { hono: "4.0.0" },
  style: "esm",
  imports: [["{ Hono }", "hono"]],
  setup: "const app = new Hono()",
  data: ['c.req.query("a")', 'c.req.param("a")', "(await c.req.json()).a"],
  shapes: ["(await c.req.json()).a"],
  wrap,
  ...rest,
})
const honos: readonly Entry[] = [
  hono("get", (body) => `app.get("/:a", async (c) => { ${body} })`, {
    data: [
      'c.req.query("a")',
      "c.req.query().a",
      'c.req.param("a")',
      "c.req.param().a",
      "(await c.req.json()).a",
      '(await c.req.parseBody())["a"]',
      'c.req.header("a")',
      "await c.req.text()",
      '(await c.req.formData()).get("a")',
      'c.req.queries("a")[0]',
      'getCookie(c, "a")',
      "c.req.raw.url",
    ],
    imports: [
      ["{ Hono }", "hono"],
      ["{ getCookie }", "hono/cookie"],
    ],
    answers: [
      html(
        (text) => `return c.html(${text})`,
        (data) => `return c.json({ name: ${data} })`,
      ),
      redirect((target) => `return c.redirect(${target})`),
    ],
  }),
  hono(
    "chain",
    (body) => `const routes = new Hono().get("/", (c) => c.text("x")).post("/:a", async (c) => { ${body} })\nexport default routes`,
    { setup: "" },
  ),
  hono("middleware", (body) => `app.use("*", async (c, next) => { ${body}; await next() })`),
  hono("on", (body) => `app.on("POST", "/:a", async (c) => { ${body} })`),
]

const nest = (name: string, parameter: string, data: string, rest: Partial<Entry> = {}): Entry => ({
  name: `NestJS ${name}`,
  packages: { "@nestjs/common": "10.3.0", "@nestjs/core": "10.3.0" },
  style: "esm",
  imports: [["{ Body, Controller, Get, Headers, Param, Post, Query, Req, Res, UploadedFile }", "@nestjs/common"]],
  file: "/src/users.controller.ts",
  data: [data],
  shapes: [],
  wrap: (body) => `@Controller("users")\nexport class UsersController {\n  @Post(":a")\n  async show(${parameter}) { ${body} }\n}`,
  ...rest,
})
const nests: readonly Entry[] = [
  nest("@Query of a name", '@Query("a") a: string', "a", {
    answers: [
      html(
        (text) => `return ${text}`,
        (data) => `return { name: ${data} }`,
      ),
    ],
  }),
  nest("@Query", "@Query() query: any", "query.a"),
  nest("@Param", '@Param("a") a: string', "a"),
  nest("@Param as a whole", "@Param() params: { a: string }", "params.a"),
  nest("@Body", "@Body() body: any", "body.a", { shapes: ["body.a", "body"] }),
  nest("@Body of a name", '@Body("a") a: string', "a"),
  nest("@Headers", '@Headers("a") a: string', "a"),
  nest("@Req", "@Req() req: Request", "req.query.a", { shapes: ["req.body.a"] }),
  nest("@Res", '@Query("a") a: string, @Res() res: Response', "a", { answers: expressAnswers.filter(({ name }) => name !== "download") }),
  nest("@UploadedFile", "@UploadedFile() file: Express.Multer.File, @Body() body: any", "body.a", {
    data: ["body.a", "file.originalname"],
  }),
  nest("gateway", "", "data.a", {
    packages: { "@nestjs/common": "10.3.0", "@nestjs/websockets": "10.3.0" },
    imports: [["{ MessageBody, SubscribeMessage, WebSocketGateway }", "@nestjs/websockets"]],
    wrap: (body) =>
      `@WebSocketGateway()\nexport class Chat {\n  @SubscribeMessage("a")\n  async on(@MessageBody() data: any) { ${body} }\n}`,
    shapes: ["data.a"],
  }),
  nest("gateway without decorators", "", "payload.a", {
    packages: { "@nestjs/common": "10.3.0", "@nestjs/websockets": "10.3.0" },
    imports: [["{ SubscribeMessage, WebSocketGateway }", "@nestjs/websockets"]],
    wrap: (body) =>
      `@WebSocketGateway()\nexport class Chat {\n  @SubscribeMessage("a")\n  async on(client: Socket, payload: any) { ${body} }\n}`,
  }),
  nest("@MessagePattern", "", "data.a", {
    packages: { "@nestjs/common": "10.3.0", "@nestjs/microservices": "10.3.0" },
    imports: [
      ["{ Controller }", "@nestjs/common"],
      ["{ MessagePattern, Payload }", "@nestjs/microservices"],
    ],
    wrap: (body) =>
      `@Controller()\nexport class Sums {\n  @MessagePattern({ cmd: "sum" })\n  async on(@Payload() data: any) { ${body} }\n}`,
  }),
  nest("@EventPattern", "", "data.a", {
    packages: { "@nestjs/common": "10.3.0", "@nestjs/microservices": "10.3.0" },
    imports: [
      ["{ Controller }", "@nestjs/common"],
      ["{ EventPattern }", "@nestjs/microservices"],
    ],
    wrap: (body) => `@Controller()\nexport class Sums {\n  @EventPattern("made")\n  async on(data: any) { ${body} }\n}`,
  }),
]

const services: readonly Entry[] = [
  {
    name: "ws",
    packages: { ws: "8.16.0" },
    style: "commonjs",
    imports: [["{ WebSocketServer }", "ws"]],
    wrap: (body) =>
      `const wss = new WebSocketServer({ port: 8080 })\nwss.on("connection", (ws, req) => { ws.on("message", async (raw) => { const sent = JSON.parse(raw); ${body} }) })`,
    data: ["sent.a", "raw.toString()", "req.headers.a"],
    shapes: [],
  },
  {
    name: "ws under another name",
    packages: { ws: "8.16.0" },
    style: "esm",
    imports: [["WebSocket, { WebSocketServer }", "ws"]],
    wrap: (body) =>
      `const server = new WebSocketServer({ noServer: true })\nserver.on("connection", function (peer) { peer.on("message", async function (text) { ${body} }) })`,
    data: ["text.toString()"],
  },
  {
    name: "Socket.IO",
    packages: { "socket.io": "4.7.0" },
    style: "esm",
    imports: [["{ Server }", "socket.io"]],
    wrap: (body) => `const io = new Server(3000)\nio.on("connection", (socket) => { socket.on("run", async (sent, done) => { ${body} }) })`,
    data: ["sent.a", "sent", "socket.handshake.query.a", "socket.handshake.auth.a"],
    shapes: ["sent.a"],
  },
  {
    name: "gRPC",
    packages: { "@grpc/grpc-js": "1.12.2" },
    style: "esm",
    imports: [["grpc", "@grpc/grpc-js"]],
    wrap: (body) =>
      `const orders = { readOrder: async (call, answer) => { ${body} } }\nconst server = new grpc.Server()\nserver.addService(definition.Orders.service, orders)`,
    data: ["call.request.a", 'call.metadata.get("a")'],
  },
  {
    name: "gRPC of a class",
    packages: { "@grpc/grpc-js": "1.12.2" },
    style: "esm",
    imports: [["grpc", "@grpc/grpc-js"]],
    wrap: (body) =>
      `class Orders { async readOrder(call, answer) { ${body} } }\nconst host = new grpc.Server()\nhost.addService(definition.Orders.service, new Orders())`,
    data: ["call.request.a"],
  },
  {
    name: "Next.js API route",
    packages: { next: "14.1.0", react: "18.0.0" },
    style: "esm",
    file: "/pages/api/users.js",
    wrap: (body) => `export default async function handler(req, res) { ${body} }`,
    data: ["req.query.a", "req.body.a", "req.headers.a", "req.cookies.a"],
    shapes: ["req.body.a"],
    answers: [redirect((target) => `res.redirect(${target})`)],
  },
  {
    name: "Next.js route handler",
    packages: { next: "14.1.0", react: "18.0.0" },
    style: "esm",
    imports: [["{ NextResponse }", "next/server"]],
    file: "/app/api/users/[a]/route.ts",
    wrap: (body) =>
      `export async function POST(request: Request, { params }: any) { const { searchParams } = new URL(request.url); const sent = await request.json(); ${body} }`,
    data: ['searchParams.get("a")', "sent.a", 'request.nextUrl.searchParams.get("a")', "params.a", 'request.headers.get("a")'],
    shapes: ["sent.a"],
    answers: [redirect((target) => `return NextResponse.redirect(${target})`)],
  },
  {
    name: "Lambda",
    packages: { "@types/aws-lambda": "8.10.0" },
    style: "commonjs",
    wrap: (body) => `exports.handler = async (event) => { const sent = JSON.parse(event.body); ${body} }`,
    data: ["event.queryStringParameters.a", "event.pathParameters.a", "event.headers.a", "sent.a", "event.queryStringParameters?.a"],
    shapes: ["sent.a"],
  },
  {
    name: "Lambda of AWS SDK",
    packages: { "@aws-sdk/client-s3": "3.500.0" },
    style: "esm",
    wrap: (body) => `export const handler = async (event, context) => { ${body} }`,
    data: ["event.queryStringParameters.a", "JSON.parse(event.body).a"],
  },
  {
    name: "Google function",
    packages: { "@google-cloud/functions-framework": "3.3.0" },
    style: "commonjs",
    imports: [["functions", "@google-cloud/functions-framework"]],
    wrap: (body) => `functions.http("run", async (req, res) => { ${body} })`,
    data: ["req.query.a", "req.body.a"],
    shapes: ["req.body.a"],
    answers: [
      html(
        (text) => `res.send(${text})`,
        (data) => `res.json({ name: ${data} })`,
      ),
      redirect((target) => `res.redirect(${target})`),
    ],
  },
  {
    name: "Azure function",
    packages: { "@azure/functions": "4.0.0" },
    style: "esm",
    imports: [["{ app }", "@azure/functions"]],
    wrap: (body) =>
      `app.http("run", { methods: ["POST"], handler: async (request, context) => { const sent = await request.json(); ${body} } })`,
    data: ['request.query.get("a")', "request.params.a", "sent.a", 'request.headers.get("a")'],
    shapes: ["sent.a"],
  },
  {
    name: "Azure function v3",
    packages: { "@azure/functions": "3.0.0" },
    style: "commonjs",
    wrap: (body) => `module.exports = async function (context, req) { ${body} }`,
    data: ["req.query.a", "req.body.a", "context.req.query.a"],
    shapes: ["req.body.a"],
  },
  {
    name: "Apollo",
    packages: { "@apollo/server": "4.10.0", graphql: "16.8.0" },
    style: "esm",
    imports: [["{ ApolloServer }", "@apollo/server"]],
    wrap: (body) =>
      `const resolvers = { Query: { async user(parent, args, context) { ${body} } } }\nnew ApolloServer({ typeDefs, resolvers })`,
    data: ["args.a", "args.input.a"],
  },
  {
    name: "Apollo destructured",
    packages: { "@apollo/server": "4.10.0", graphql: "16.8.0" },
    style: "commonjs",
    wrap: (body) => `const resolvers = { Mutation: { user: async (_, { a, input }) => { ${body} } } }\nmodule.exports = resolvers`,
    data: ["a", "input.a"],
  },
  {
    name: "Yoga",
    packages: { "graphql-yoga": "5.1.0" },
    style: "esm",
    imports: [["{ createSchema, createYoga }", "graphql-yoga"]],
    wrap: (body) => `createYoga({ schema: createSchema({ typeDefs, resolvers: { Query: { user: async (_, args) => { ${body} } } } }) })`,
    data: ["args.a"],
  },
  {
    name: "type-graphql",
    packages: { "type-graphql": "2.0.0" },
    style: "esm",
    imports: [["{ Arg, Query, Resolver }", "type-graphql"]],
    file: "/src/users.resolver.ts",
    wrap: (body) => `@Resolver()\nexport class Users {\n  @Query(() => String)\n  async user(@Arg("a") a: string) { ${body} }\n}`,
    data: ["a"],
  },
  {
    name: "graphql-js",
    packages: { graphql: "16.8.0" },
    style: "commonjs",
    imports: [["{ GraphQLObjectType, GraphQLString }", "graphql"]],
    wrap: (body) =>
      `new GraphQLObjectType({ name: "Query", fields: { user: { type: GraphQLString, args: { a: { type: GraphQLString } }, resolve: async (root, args) => { ${body} } } } })`,
    data: ["args.a"],
  },
  {
    name: "tRPC",
    packages: { "@trpc/server": "10.45.0", zod: "3.22.0" },
    style: "esm",
    imports: [
      ["{ initTRPC }", "@trpc/server"],
      ["{ z }", "zod"],
    ],
    wrap: (body) =>
      `const t = initTRPC.create()\nexport const users = t.router({ show: t.procedure.input(z.object({ a: z.string() })).query(async ({ input, ctx }) => { ${body} }) })`,
    data: ["input.a"],
  },
  {
    name: "tRPC mutation",
    packages: { "@trpc/server": "10.45.0", zod: "3.22.0" },
    style: "esm",
    imports: [
      ["{ initTRPC }", "@trpc/server"],
      ["{ z }", "zod"],
    ],
    wrap: (body) =>
      `const { procedure: publicProcedure, router } = initTRPC.create()\nexport const users = router({ save: publicProcedure.input(z.string()).mutation(async (opts) => { ${body} }) })`,
    data: ["opts.input"],
  },
  {
    name: "BullMQ",
    packages: { bullmq: "5.1.0", express: "4.19.2" },
    style: "commonjs",
    imports: [
      ["{ Queue, Worker }", "bullmq"],
      ["express", "express"],
    ],
    wrap: (body) =>
      `const queue = new Queue("mail")\nconst app = express()\napp.post("/", async (req, res) => { await queue.add("mail", { a: req.body.a }); res.json({}) })\nnew Worker("mail", async (job) => { ${body} })`,
    data: ["job.data.a"],
  },
]

/** Every way in, by framework. */
// Frameworks that find their handlers by the names of files.
const byFile: readonly Entry[] = [
  {
    name: "SvelteKit endpoint",
    packages: { "@sveltejs/kit": "2.5.0" },
    style: "esm",
    imports: [["{ redirect }", "@sveltejs/kit"]],
    file: "/src/routes/users/[a]/+server.ts",
    wrap: (body) => `export async function POST({ url, params, request, cookies }) { const sent = await request.json(); ${body} }`,
    data: ['url.searchParams.get("a")', "params.a", "sent.a", 'cookies.get("a")', 'request.headers.get("a")'],
    shapes: ["sent.a"],
    answers: [redirect((target) => `redirect(303, ${target})`)],
  },
  {
    name: "SvelteKit action",
    packages: { "@sveltejs/kit": "2.5.0" },
    style: "esm",
    file: "/src/routes/users/+page.server.ts",
    wrap: (body) => `export const actions = { save: async (event) => { const form = await event.request.formData(); ${body} } }`,
    data: ['form.get("a")', 'event.url.searchParams.get("a")'],
  },
  {
    name: "SvelteKit hook",
    packages: { "@sveltejs/kit": "2.5.0" },
    style: "esm",
    file: "/src/hooks.server.ts",
    wrap: (body) => `export const handle = async ({ event, resolve }) => { ${body}; return resolve(event) }`,
    data: ['event.url.searchParams.get("a")', 'event.request.headers.get("a")'],
  },
  {
    name: "Astro endpoint",
    packages: { astro: "4.5.0" },
    style: "esm",
    file: "/src/pages/api/[a].ts",
    wrap: (body) => `export const POST = async (context) => { const sent = await context.request.json(); ${body} }`,
    data: ['context.url.searchParams.get("a")', "context.params.a", "sent.a"],
    shapes: ["sent.a"],
    answers: [redirect((target) => `return context.redirect(${target})`)],
  },
  {
    name: "React Router loader",
    packages: { "@react-router/node": "7.1.0", "react-router": "7.1.0" },
    style: "esm",
    imports: [["{ redirect }", "react-router"]],
    file: "/app/routes/users.ts",
    wrap: (body) => `export async function loader({ request, params }) { const url = new URL(request.url); ${body} }`,
    data: ['url.searchParams.get("a")', "params.a", 'request.headers.get("a")'],
    answers: [redirect((target) => `return redirect(${target})`)],
  },
  {
    name: "Remix action",
    packages: { "@remix-run/node": "2.8.0" },
    style: "esm",
    imports: [["{ redirect }", "@remix-run/node"]],
    file: "/app/routes/users.ts",
    wrap: (body) => `export const action = async ({ request }) => { const form = await request.formData(); ${body} }`,
    data: ['form.get("a")'],
  },
  {
    name: "Nitro handler",
    packages: { nitropack: "2.9.0" },
    style: "esm",
    file: "/server/api/users.post.ts",
    wrap: (body) => `export default defineEventHandler(async (event) => { const sent = await readBody(event); ${body} })`,
    data: ["sent.a", "getQuery(event).a", 'getRouterParam(event, "a")', 'getHeader(event, "a")'],
    shapes: ["sent.a"],
    answers: [
      html(
        (text) => `return ${text}`,
        (data) => `return { name: ${data} }`,
      ),
      redirect((target) => `return sendRedirect(event, ${target})`),
    ],
  },
  {
    name: "h3 handler",
    packages: { h3: "1.11.0" },
    style: "commonjs",
    imports: [["{ createApp, eventHandler, getQuery }", "h3"]],
    wrap: (body) => `const app = createApp()\napp.use("/users", eventHandler(async (event) => { const { a } = getQuery(event); ${body} }))`,
    data: ["a"],
  },
  {
    name: "Sails action",
    packages: { sails: "1.5.0" },
    style: "commonjs",
    file: "/api/controllers/users/show.js",
    wrap: (body) => `module.exports = { inputs: { a: { type: "string" } }, fn: async function (inputs, exits) { ${body} } }`,
    data: ["inputs.a"],
  },
  {
    name: "MCP tool",
    packages: { "@modelcontextprotocol/sdk": "1.12.0" },
    style: "esm",
    imports: [["{ McpServer }", "@modelcontextprotocol/sdk/server/mcp.js"]],
    wrap: (body) => `const server = new McpServer({ name: "a" })\nserver.tool("show", "shows it", {}, async ({ a, b }) => { ${body} })`,
    data: ["a"],
  },
  {
    name: "MCP request handler",
    packages: { "@modelcontextprotocol/sdk": "1.12.0" },
    style: "esm",
    imports: [["{ CallToolRequestSchema }", "@modelcontextprotocol/sdk/types.js"]],
    wrap: (body) =>
      `server.setRequestHandler(CallToolRequestSchema, async (request) => { const input = request.params.arguments; ${body} })`,
    data: ["input.a", "request.params.arguments.a"],
  },
  {
    name: "Meteor method",
    packages: {},
    style: "esm",
    imports: [["{ Meteor }", "meteor/meteor"]],
    wrap: (body) => `Meteor.methods({ async "users.show"(a, options) { ${body} } })`,
    data: ["a", "options.a"],
  },
]

export const entries: readonly Entry[] = [...servers, ...koas, ...fastifies, ...hapis, ...honos, ...nests, ...services, ...byFile]
