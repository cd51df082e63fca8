import { generateKeyPairSync } from "node:crypto"
import nock from "nock"
import { afterEach, expect, test, vi } from "vitest"
import { createGitHubClients } from "../../src/github/clients.ts"
import { createContentsToken } from "../../src/github/token.ts"

const privateKey = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
}).privateKey
const ref = { installationId: 7, repositoryId: 42, owner: "acme", name: "orders" }
const expiresAt = new Date(Date.now() + 3_600_000).toISOString()

afterEach(() => {
  vi.useRealTimers()
})

const create = (apiUrl: string) => createGitHubClients({ appId: 77, privateKey, apiUrl, userAgent: "nodejs-backend-expert" })
const token = (number = 1) => ({ token: `ghs_${number}`, expires_at: expiresAt, permissions: {} })

test.each(["https://api.github.test", "https://ghes.test/api/v3", "https://ghes.test/api/v3/"])(
  "names itself and the version of the API at %s",
  async (apiUrl) => {
    const seen: (string | null)[] = []
    nock(apiUrl.replace(/\/$/, ""))
      .get("/app")
      .reply(async (request: Request) => {
        seen.push(request.headers.get("x-github-api-version"), request.headers.get("user-agent"), request.headers.get("authorization"))
        return [200, { id: 77, slug: "expert" }] as never
      })
    await create(apiUrl).app.rest.apps.getAuthenticated()
    expect(seen).toEqual(["2022-11-28", expect.stringContaining("nodejs-backend-expert"), expect.stringMatching(/^bearer ey/)])
  },
)

test("keeps one client and one token for an installation", async () => {
  nock("https://api.github.test").post("/app/installations/7/access_tokens").reply(201, token())
  nock("https://api.github.test").get("/repos/acme/orders").twice().reply(200, {})
  const clients = create("https://api.github.test")
  expect(clients.installation(7)).toBe(clients.installation(7))
  await clients.installation(7).rest.repos.get({ owner: "acme", repo: "orders" })
  await clients.installation(7).rest.repos.get({ owner: "acme", repo: "orders" })
})

test("forgets a token that GitHub refuses", async () => {
  vi.useFakeTimers({ toFake: ["Date"] })
  nock("https://api.github.test").post("/app/installations/7/access_tokens").reply(201, token(1))
  nock("https://api.github.test").get("/repos/acme/orders").matchHeader("authorization", "token ghs_1").reply(200, {})
  nock("https://api.github.test")
    .get("/repos/acme/orders")
    .matchHeader("authorization", "token ghs_1")
    .reply(401, { message: "Bad credentials" })
  const clients = create("https://api.github.test")
  const read = () => clients.installation(7).rest.repos.get({ owner: "acme", repo: "orders" })
  await read()
  // In its first seconds a token may be unknown to some servers, and is tried again.
  vi.setSystemTime(Date.now() + 10_000)
  await expect(read()).rejects.toMatchObject({ status: 401 })
  nock("https://api.github.test").post("/app/installations/7/access_tokens").reply(201, token(2))
  nock("https://api.github.test").get("/repos/acme/orders").matchHeader("authorization", "token ghs_2").reply(200, {})
  expect((await read()).status).toBe(200)
})

test("repeats no request by itself", async () => {
  nock("https://api.github.test").post("/app/installations/7/access_tokens").reply(201, token())
  nock("https://api.github.test").post("/repos/acme/orders/issues/5/comments").once().reply(502, "")
  const { rest } = create("https://api.github.test").installation(7)
  await expect(rest.issues.createComment({ owner: "acme", repo: "orders", issue_number: 5, body: "x" })).rejects.toMatchObject({
    status: 502,
  })
})

test("sends the writes of an installation one after the other", async () => {
  const running = { now: 0, most: 0 }
  nock("https://api.github.test").post("/app/installations/7/access_tokens").reply(201, token())
  nock("https://api.github.test")
    .post("/repos/acme/orders/issues/5/comments")
    .times(3)
    .reply(async () => {
      running.most = Math.max(running.most, ++running.now)
      await new Promise((resolve) => setTimeout(resolve, 5))
      running.now--
      return [201, { id: 1 }] as never
    })
  const { rest } = create("https://api.github.test").installation(7)
  await Promise.all([1, 2, 3].map(() => rest.issues.createComment({ owner: "acme", repo: "orders", issue_number: 5, body: "x" })))
  expect(running.most).toBe(1)
})

test("the token for git is narrowed to reading one repository, at any address of the API", async () => {
  nock("https://ghes.test")
    .post("/api/v3/app/installations/7/access_tokens", { repository_ids: [42], permissions: { contents: "read" } })
    .reply(201, token())
  expect(await createContentsToken(create("https://ghes.test/api/v3"), ref)).toBe("ghs_1")
})
