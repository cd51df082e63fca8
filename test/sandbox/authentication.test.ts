import { createSign, generateKeyPairSync } from "node:crypto"
import { expect, test } from "vitest"
import type { Sandbox } from "../../src/sandbox/sandbox.ts"
import { startSandbox } from "../../src/sandbox/sandbox.ts"
import { appOctokit, installationOctokit, refusal, tokenOctokit } from "../support/sandbox-octokit.ts"
import { openShop } from "../support/sandbox-shop.ts"

const foreignKey = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs8", format: "pem" }).toString()

function signJwt(sandbox: Sandbox, change: { iat?: number; exp?: number; iss?: number; key?: string; alg?: string }): string {
  const now = Math.floor(sandbox.world.clock.now().getTime() / 1000)
  const claims = { iat: now - 60 + (change.iat ?? 0), exp: now + (change.exp ?? 540), iss: change.iss ?? sandbox.app.id }
  const text = [{ alg: change.alg ?? "RS256", typ: "JWT" }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".")
  return `${text}.${createSign("sha256")
    .update(text)
    .sign(change.key ?? sandbox.app.privateKey, "base64url")}`
}

test.each([
  { name: "a sound JWT", change: {}, status: 200, message: null },
  { name: "an expired JWT", change: { exp: -1 }, status: 401, message: /'Expiration time' claim \('exp'\) must be a numeric value/ },
  { name: "a JWT for more than ten minutes", change: { exp: 660 }, status: 401, message: /'exp'\) is too far in the future/ },
  { name: "a JWT from the future", change: { iat: 120 }, status: 401, message: /'Issued at' claim/ },
  { name: "a JWT of another key", change: { key: foreignKey }, status: 401, message: /could not be decoded/ },
  { name: "an unsigned algorithm", change: { alg: "none" }, status: 401, message: /could not be decoded/ },
  { name: "a JWT of another App", change: { iss: 7 }, status: 404, message: /Integration not found/ },
])("$name is answered with $status", async ({ change, status, message }) => {
  await using sandbox = await startSandbox()
  const response = await fetch(`${sandbox.apiUrl}/app`, { headers: { authorization: `Bearer ${signJwt(sandbox, change)}` } })
  expect(response.status).toBe(status)
  if (message !== null) expect(((await response.json()) as { message: string }).message).toMatch(message)
})

test("tokens are short and long in turn, and expire after an hour", async () => {
  await using shop = await openShop()
  const app = appOctokit(shop.sandbox)
  const installation = { installation_id: shop.sandbox.installationOf(shop.repository).id }
  const tokens = [
    await app.apps.createInstallationAccessToken(installation),
    await app.apps.createInstallationAccessToken(installation),
  ].map((answer) => answer.data.token)
  expect(tokens[0]).toMatch(/^ghs_\w{36}$/)
  expect(tokens[1]).toMatch(/^ghs_\d+_[\w-]+\.[\w-]+\.[\w-]+$/)
  expect(tokens[1]?.length).toBeGreaterThan(480)
  const octokit = tokenOctokit(shop.sandbox, tokens[1])
  await octokit.repos.get(shop.place)
  shop.sandbox.advanceClock(3_600_000)
  expect(await refusal(octokit.repos.get(shop.place))).toMatchObject({ status: 401, body: { message: "Bad credentials" } })
})

test("a token is limited to the repositories and permissions it was made for", async () => {
  await using shop = await openShop()
  const other = await shop.sandbox.createRepository({ owner: "acme", name: "other", private: true })
  const { data } = await appOctokit(shop.sandbox).apps.createInstallationAccessToken({
    installation_id: shop.sandbox.installationOf(shop.repository).id,
    repository_ids: [shop.repository.id],
    permissions: { contents: "read" },
  })
  const octokit = tokenOctokit(shop.sandbox, data.token)
  await octokit.repos.getContent({ ...shop.place, path: "src/list.ts" })
  expect((await refusal(octokit.repos.get({ owner: "acme", repo: other.name }))).status).toBe(404)
  const answer = await refusal(octokit.checks.create({ ...shop.place, name: "Check", head_sha: shop.pullRequest.headSha }))
  expect(answer).toMatchObject({
    status: 403,
    body: { message: "Resource not accessible by integration" },
    headers: { "x-accepted-github-permissions": "checks=write" },
  })
})

test("a token cannot be given more than the installation has", async () => {
  await using shop = await openShop()
  const request = appOctokit(shop.sandbox).apps.createInstallationAccessToken({
    installation_id: shop.sandbox.installationOf(shop.repository).id,
    permissions: { contents: "write" },
  })
  expect(await refusal(request)).toMatchObject({
    status: 422,
    body: { message: "The permissions requested are not granted to this installation." },
  })
})

test("a suspended installation gets no token", async () => {
  await using shop = await openShop()
  shop.sandbox.setSuspended(shop.sandbox.installationOf(shop.repository), true)
  const request = installationOctokit(shop.sandbox, shop.repository).repos.get(shop.place)
  expect(await refusal(request)).toMatchObject({ status: 403, body: { message: "This installation has been suspended" } })
})

test("a private repository does not exist for strangers", async () => {
  await using shop = await openShop()
  const stranger = tokenOctokit(shop.sandbox, shop.sandbox.createUser("stranger").token)
  expect((await refusal(stranger.repos.get(shop.place))).status).toBe(404)
  expect((await refusal(tokenOctokit(shop.sandbox).repos.get(shop.place))).status).toBe(404)
  expect((await refusal(tokenOctokit(shop.sandbox, "ghp_wrong").repos.get(shop.place))).status).toBe(401)
})

test.each([
  { login: "dev", permission: "write", role: "write" },
  { login: "reader", permission: "read", role: "read" },
  { login: "stranger", permission: "none", role: "none" },
  { login: "acme", permission: "admin", role: "admin" },
])("$login has the permission $permission", async ({ login, permission, role }) => {
  await using shop = await openShop()
  shop.sandbox.createUser(login)
  const { data } = await installationOctokit(shop.sandbox, shop.repository).repos.getCollaboratorPermissionLevel({
    ...shop.place,
    username: login,
  })
  expect(data).toMatchObject({ permission, role_name: role })
})

test("no token appears in the journal or in the log", async () => {
  const lines: string[] = []
  await using shop = await openShop({ onLog: (line) => lines.push(line) })
  const octokit = installationOctokit(shop.sandbox, shop.repository)
  const { token } = (await octokit.auth({ type: "installation" })) as { token: string }
  await octokit.repos.get(shop.place)
  const told = JSON.stringify(shop.sandbox.requests()) + lines.join("\n")
  expect(told).toContain("repos/get")
  expect(told).not.toContain(token)
  expect(told).not.toContain(shop.sandbox.app.webhookSecret)
})
