// @ts-nocheck fixture
import express from "express"

const app = express()

app.post("/settle", (req, res) => {
  // ruleid: no-decision-by-client
  if (req.cookies.admin === "true") settle(req.body)
  // ruleid: no-decision-by-client
  if (req.query.isAdmin) settle(req.body)
  // ruleid: no-decision-by-client
  if (!req.headers["x-is-admin"]) return res.sendStatus(403)
  // ruleid: no-decision-by-client
  if (req.get("x-user-role") === "admin") settle(req.body)
  const { loggedIn } = req.cookies
  // ruleid: no-decision-by-client
  if (loggedIn && req.body.amount > 0) settle(req.body)
  // ruleid: no-decision-by-client
  const all = req.query.admin === "1" ? everything() : mine(req.user)
  res.json(all)
})

app.delete("/users/:userId", (req, res) => {
  // ruleid: no-decision-by-client
  if (req.query.userId === req.params.userId) remove(req.params.userId)
  // ruleid: no-decision-by-client
  if (req.headers["x-user-id"] !== String(req.params.userId)) return res.sendStatus(403)
  // ok: no-decision-by-client
  if (req.user.id === req.params.userId) remove(req.params.userId)
  // ok: no-decision-by-client
  if (req.params.userId !== req.body.userId) return res.sendStatus(400)
  // ok: no-decision-by-client
  if (req.cookies.csrf !== req.headers["x-csrf-token"]) return res.sendStatus(403)
  res.end()
})

app.use("/internal", (req, res, next) => {
  // ruleid: no-decision-by-client
  if (req.headers.referer.includes("example.com")) return next()
  // ok: no-decision-by-client
  if (new URL(req.headers.referer).origin === "https://example.com") return next()
  res.sendStatus(403)
})

app.get("/users", (req, res) => {
  const where = {}
  // ok: no-decision-by-client
  if (req.query.admin === "true") where.admin = true
  // ok: no-decision-by-client
  if (req.query.role === "admin") return res.json(admins())
  // ok: no-decision-by-client
  if (req.query.verbose === "true") where.all = 1
  // ok: no-decision-by-client
  if (req.body.isAdmin) promote()
  // ok: no-decision-by-client
  if (req.session.admin) promote()
  // ok: no-decision-by-client
  if (req.signedCookies.admin === "true") promote()
  res.json(where)
})

// ruleid: no-decision-by-client
export const isAdmin = (req) => req.cookies.role === "admin"
// ok: no-decision-by-client
export const isOpen = (req) => req.query.status === "open"

app.use((req, res, next) => {
  // ruleid: no-decision-by-client
  req.isAdmin = req.query.admin === "true"
  // ok: no-decision-by-client
  req.showsAdmin = req.query.admin === "true"
  next()
})

export async function guard(ctx, next) {
  // ruleid: no-decision-by-client
  if (ctx.cookies.get("isAdmin") === "true") return next()
  ctx.status = 403
}

export class Strategy {
  async resolve(req, session) {
    const environmentId = (req.headers[HEADERS.environment.toLowerCase()] as string) || ""
    // ruleid: no-decision-by-client
    session.environmentId = environmentId
  }

  async resolveWell(req, session) {
    const environmentId = req.headers["x-environment"]
    const known = await this.environments.ofOrganization(session.organizationId)
    // ok: no-decision-by-client
    if (known.includes(environmentId)) session.environmentId = environmentId
  }
}

app.post("/switch", async (req, res) => {
  // ruleid: no-decision-by-client
  req.session.tenantId = req.body.tenantId
  res.sendStatus(204)
})

app.post("/switch-well", async (req, res) => {
  if (!(await memberships.exists(req.user.id, req.body.tenantId))) return res.sendStatus(403)
  // ok: no-decision-by-client
  req.session.tenantId = req.body.tenantId
  // ok: no-decision-by-client
  req.session.language = req.body.language
  res.sendStatus(204)
})

app.put("/chat/:id", async (req, res) => {
  const session = await chats.findById(req.params.id)
  // ok: no-decision-by-client
  session.ownerId = req.body.ownerId
  await session.save()
})

app.put("/users/:id", async (req, res) => {
  const user = await users.findById(req.params.id)
  // ok: no-decision-by-client
  user.role = req.body.role
  await user.save()
})

export function staffOnly(req, res, next) {
  // ruleid: no-decision-by-client
  if (!req.session.userId || req.cookies.desk !== "librarian") return res.status(403).json({ error: "forbidden" })
  // ok: no-decision-by-client
  if (req.signedCookies.desk !== "librarian") return res.sendStatus(403)
  // ok: no-decision-by-client
  if (req.cookies.theme !== "dark") return res.render("light")
  next()
}

const registration = z.object({ email: z.string(), password: z.string(), role: z.enum(["reader", "editor", "admin"]).default("reader") })

app.post("/register", async (req, res) => {
  const { email, password, role } = registration.parse(req.body)
  // ruleid: no-decision-by-client
  await Account.create({ email, role, passwordHash: await hash(password) })
  res.sendStatus(201)
})

app.post("/sign-up", async (req, res) => {
  const { email, password } = registration.parse(req.body)
  // ok: no-decision-by-client
  await Account.create({ email, role: "reader", passwordHash: await hash(password) })
  res.sendStatus(201)
})

app.post("/admin/accounts", requireAdmin, async (req, res) => {
  const { email, password, role } = registration.parse(req.body)
  // ok: no-decision-by-client
  await Account.create({ email, role, passwordHash: await hash(password) })
  res.sendStatus(201)
})

app.post("/accounts", async (req, res) => {
  if (req.user?.role !== "admin") return res.sendStatus(403)
  // ok: no-decision-by-client
  await Account.create({ email: req.body.email, role: req.body.role, passwordHash: await hash(req.body.password) })
  res.sendStatus(201)
})

export async function withRoles(req, res, next) {
  const claims = await verify(req.headers.authorization)
  // ruleid: no-decision-by-client
  const roles = req.header("x-actor-roles")?.split(",") ?? claims.roles ?? []
  req.actor = { id: claims.sub, roles }
  next()
}

export async function withTenant(ctx, next) {
  const claims = await verify(ctx.get("authorization"))
  // ruleid: no-decision-by-client
  ctx.state.user = { id: claims.sub, tenantId: ctx.get("x-tenant-id") || claims.tenant }
  await next()
}

export async function withMembership(ctx, next) {
  const claims = await verify(ctx.get("authorization"))
  const tenantId = ctx.get("x-tenant-id")
  if (!claims.tenants.includes(tenantId)) ctx.throw(403)
  // ok: no-decision-by-client
  ctx.state.user = { id: claims.sub, tenantId }
  await next()
}

export async function withClaims(req, res, next) {
  const claims = await verify(req.headers.authorization)
  // ok: no-decision-by-client
  req.user = { id: claims.sub, roles: claims.roles?.split(",") ?? [], requestId: req.get("x-request-id") }
  next()
}

export function behindGateway(req, res, next) {
  // ok: no-decision-by-client
  req.user = { id: req.get("x-user-id"), roles: req.get("x-user-roles") }
  next()
}

export async function withSubject(req, res, next) {
  // ruleid: no-decision-by-client
  req.user = await people.findOne(req.get("x-user-id") ?? (await verifiedSubject(req)))
  next()
}

export const context = async ({ req }) => {
  // ruleid: no-decision-by-client
  const subject = req.headers["x-account-id"] || (await jwtVerify(req.headers.authorization, keys)).payload.sub
  return { viewer: subject ? await accounts.load(subject) : null }
}

export async function withOneOfBoth(req, res, next) {
  // ruleid: no-decision-by-client
  let id = req.headers["x-user-id"]
  if (!id) id = (await jwtVerify(req.headers.authorization, keys)).payload.sub
  req.user = await users.byId(id)
  next()
}

export async function fromGateway(req, res, next) {
  if (req.headers["x-gateway-secret"] !== process.env.GATEWAY_SECRET) return res.sendStatus(401)
  // ok: no-decision-by-client
  const id = req.headers["x-user-id"] ?? (await jwtVerify(req.headers.authorization, keys)).payload.sub
  req.user = await users.byId(id)
  next()
}

export async function counted(req, res, next) {
  // ok: no-decision-by-client
  const id = req.headers["x-user-id"] ?? req.user?.id
  metrics.count("requests", { id })
  next()
}

export const ownCard = (req, res, next) => {
  // ruleid: no-decision-by-client
  if (req.cookies.memberId !== req.params.id) return res.sendStatus(403)
  next()
}

export const ownSignedCard = (req, res, next) => {
  // ok: no-decision-by-client
  if (req.signedCookies.memberId !== req.params.id) return res.sendStatus(403)
  next()
}

export const sameTab = (req, res, next) => {
  // ok: no-decision-by-client
  if (req.cookies.lastTab === req.query.id) return res.sendStatus(304)
  next()
}
