import { generateKeyPairSync } from "node:crypto"
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { credentialsPath, parseConfig } from "../../src/config.ts"
import { readFileSync } from "node:fs"
import { UserError } from "../../src/errors.ts"
import { readAppManifest } from "../../src/server/app-manifest.ts"
import { createCodeConverter } from "../../src/server/convert-code.ts"
import type { ConvertCode } from "../../src/server/convert-code.ts"
import { createSetupServer } from "../../src/server/create-setup-server.ts"
import { aConfig, deliver, recordingLogger, send } from "./running-server.ts"

const pem = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
}).privateKey
const newApp = {
  appId: 77,
  privateKey: pem,
  webhookSecret: "made-by-github-made-by-github",
  htmlUrl: "https://github.com/apps/backend-expert",
}

interface Options {
  readonly publicUrl?: string | null
  readonly convertCode?: ConvertCode
  readonly onConfigured?: () => void
  readonly dataDir?: string
}

/** The set-up server on a free port with a data folder of its own, both gone with the scope. */
async function runSetup({
  publicUrl = "https://expert.example.com",
  convertCode = async () => newApp,
  onConfigured,
  dataDir,
}: Options = {}) {
  const folder = await mkdtemp(join(tmpdir(), "expert-setup-"))
  const { logger, lines } = recordingLogger()
  const config = aConfig()
  const settings = {
    ...config,
    github: { apiUrl: "https://api.github.com", webUrl: "https://github.com" },
    server: { ...config.server, publicUrl },
    storage: { databaseUrl: null, dataDir: dataDir ?? join(folder, "data") },
  }
  const server = createSetupServer({
    settings,
    manifest: readAppManifest(),
    convertCode,
    log: logger,
    ...(onConfigured ? { onConfigured } : {}),
  })
  const { url } = await server.listen()
  const path = server.setupUrl?.slice((publicUrl ?? "").length)
  const close = async () => {
    await server.close({ graceMs: 0 })
    await rm(folder, { recursive: true })
  }
  return { url, formUrl: `${url}${path}`, folder, dataDir: settings.storage.dataDir, lines, server, [Symbol.asyncDispose]: close }
}

async function startForm(formUrl: string): Promise<{ action: URL; manifest: unknown; text: string }> {
  const { text } = await send(formUrl)
  const action = /<form method="post" action="([^"]+)">/.exec(text)?.[1] ?? ""
  const manifest = (/name="manifest" value="([^"]+)"/.exec(text)?.[1] ?? "")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&")
  return { action: new URL(action), manifest: JSON.parse(manifest), text }
}

test("sends the manifest to GitHub with the webhook address that works", async () => {
  await using setup = await runSetup()
  const { action, manifest } = await startForm(setup.formUrl)
  expect(`${action.origin}${action.pathname}`).toBe("https://github.com/settings/apps/new")
  expect(manifest).toMatchObject({
    hook_attributes: { url: "https://expert.example.com/api/github/webhooks" },
    redirect_url: "https://expert.example.com/setup/callback",
    default_permissions: { contents: "read" },
  })
})

test("makes the App for an organisation", async () => {
  await using setup = await runSetup()
  const { action } = await startForm(`${setup.formUrl}&organization=octo-org`)
  expect(action.pathname).toBe("/organizations/octo-org/settings/apps/new")
})

test.each(['"><script>alert(1)</script>', "../../login/oauth", "a b", "-x", "x".repeat(40)])(
  "puts no hostile organisation into the page: %s",
  async (name) => {
    await using setup = await runSetup()
    const { action, text } = await startForm(`${setup.formUrl}&organization=${encodeURIComponent(name)}`)
    expect(action.pathname).toBe("/settings/apps/new")
    expect(text).toContain("is not the name of an organisation")
    expect(text).not.toContain("<script")
  },
)

test("opens the form only with the key of the address in the log", async () => {
  await using setup = await runSetup()
  for (const path of ["/", "/?key=", "/?key=guess"]) {
    const page = await send(`${setup.url}${path}`)
    expect([page.status, page.text.includes("manifest")]).toEqual([403, false])
  }
})

test("says exactly what to set when GitHub cannot know its address", async () => {
  await using setup = await runSetup({ publicUrl: null })
  const page = await send(setup.url)
  expect(page.text).toContain("PUBLIC_URL=https://expert.example.com")
  expect(page.text).not.toContain("<form")
  expect(setup.server.setupUrl).toBeNull()
})

test("keeps the credentials for this user alone, where the next start finds them", async () => {
  await using setup = await runSetup()
  const { action } = await startForm(setup.formUrl)
  const done = await send(`${setup.url}/setup/callback?code=abc123&state=${action.searchParams.get("state")}`)
  expect(done.text).toContain('href="https://github.com/apps/backend-expert/installations/new"')
  expect(done.text).toContain("Restart this server")
  expect((await stat(credentialsPath(setup.dataDir))).mode & 0o777).toBe(0o600)
  expect(await readdir(setup.dataDir)).toEqual(["credentials.json"])
  const next = parseConfig({ DATA_DIR: setup.dataDir }, (path) => readFileSync(path, "utf8"))
  expect(next).toMatchObject({ kind: "ready", config: { github: { appId: 77, privateKey: pem, webhookSecret: newApp.webhookSecret } } })
  expect(`${done.text}${setup.lines.join("")}`).not.toMatch(/PRIVATE KEY|made-by-github/)
})

test("tells the process that it may serve now", async () => {
  let calls = 0
  await using setup = await runSetup({ onConfigured: () => void calls++ })
  const { action } = await startForm(setup.formUrl)
  const done = await send(`${setup.url}/setup/callback?code=abc123&state=${action.searchParams.get("state")}`)
  expect([calls, done.text.includes("nothing to restart")]).toEqual([1, true])
})

test("takes each state once, and none it did not make", async () => {
  await using setup = await runSetup({ convertCode: () => Promise.reject(new UserError("GitHub does not know this code")) })
  const { action } = await startForm(setup.formUrl)
  const callback = `${setup.url}/setup/callback?code=abc123&state=${action.searchParams.get("state")}`
  expect((await send(callback)).status).toBe(502)
  expect((await send(callback)).status).toBe(400)
  expect((await send(`${setup.url}/setup/callback?code=abc123`)).status).toBe(400)
  expect((await send(`${setup.url}/setup/callback?code=abc123&state=guess`)).status).toBe(400)
})

test("is closed once the App is there", async () => {
  await using setup = await runSetup()
  const [first, second] = [await startForm(setup.formUrl), await startForm(setup.formUrl)]
  expect((await send(`${setup.url}/setup/callback?code=abc&state=${first.action.searchParams.get("state")}`)).status).toBe(200)
  expect((await send(`${setup.url}/setup/callback?code=abc&state=${second.action.searchParams.get("state")}`)).status).toBe(400)
  expect((await send(setup.formUrl)).status).toBe(403)
})

test("never asks GitHub about a hostile code", async () => {
  const asked: string[] = []
  await using setup = await runSetup({ convertCode: async (code) => (asked.push(code), newApp) })
  const { action } = await startForm(setup.formUrl)
  const page = await send(
    `${setup.url}/setup/callback?code=${encodeURIComponent("../../x<script>")}&state=${action.searchParams.get("state")}`,
  )
  expect([page.status, asked, page.text.includes("<script")]).toEqual([400, [], false])
})

test("escapes what GitHub's failure says", async () => {
  await using setup = await runSetup({ convertCode: () => Promise.reject(new UserError("<img src=x onerror=alert(1)>")) })
  const { action } = await startForm(setup.formUrl)
  const page = await send(`${setup.url}/setup/callback?code=abc&state=${action.searchParams.get("state")}`)
  expect(page.text).toContain("&lt;img src=x onerror=alert(1)&gt;")
})

test("makes no App whose key it could not keep", async () => {
  const folder = await mkdtemp(join(tmpdir(), "expert-setup-"))
  await writeFile(join(folder, "file"), "")
  await using setup = await runSetup({ dataDir: join(folder, "file", "data") })
  const page = await send(setup.formUrl)
  expect([page.status, page.text.includes("set DATA_DIR"), page.text.includes("<form")]).toEqual([500, true, false])
  await rm(folder, { recursive: true })
})

test("fails events so that they can be delivered again, lives and is not ready", async () => {
  await using setup = await runSetup()
  expect((await deliver(setup.url)).status).toBe(503)
  expect((await send(`${setup.url}/healthz`)).status).toBe(200)
  expect((await send(`${setup.url}/readyz`)).status).toBe(503)
})

/** GitHub's conversion endpoint, answering one thing. */
async function runConversion(status: number, body: string) {
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url} ${String(request.headers["x-github-api-version"])}`)
    response.writeHead(status, { "content-type": "application/json" }).end(body)
  })
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve))
  return {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    [Symbol.asyncDispose]: async () => void server.close(),
  }
}

test("exchanges the code with GitHub", async () => {
  const answer = { id: 77, pem, webhook_secret: newApp.webhookSecret, html_url: newApp.htmlUrl, client_id: "x", client_secret: "y" }
  await using github = await runConversion(201, JSON.stringify(answer))
  expect(await createCodeConverter(github.apiUrl)("abc123")).toEqual(newApp)
  expect(github.seen).toEqual(["POST /app-manifests/abc123/conversions 2022-11-28"])
})

test.each([
  { name: "an old code", status: 404, body: "{}", says: /works once and for one hour/ },
  { name: "a fault", status: 502, body: "<html>", says: /GitHub answered 502/ },
  {
    name: "an answer without a secret",
    status: 201,
    body: '{"id":77,"pem":"x","webhook_secret":null,"html_url":"https://github.com/apps/x"}',
    says: /lacks the key or the webhook secret/,
  },
  { name: "an answer that is no JSON", status: 201, body: "<html>", says: /lacks the key/ },
  {
    name: "a link that would run a script",
    status: 201,
    body: '{"id":77,"pem":"x","webhook_secret":"s","html_url":"javascript:alert(1)"}',
    says: /lacks the key/,
  },
])("says what to do about $name", async ({ status, body, says }) => {
  await using github = await runConversion(status, body)
  await expect(createCodeConverter(github.apiUrl)("abc")).rejects.toThrow(says)
})

test("says that GitHub cannot be reached", async () => {
  await expect(createCodeConverter("http://127.0.0.1:9")("abc")).rejects.toThrow(/cannot be reached/)
})

test("reads nothing but JSON back from its own file", async () => {
  await using setup = await runSetup()
  const { action } = await startForm(setup.formUrl)
  await send(`${setup.url}/setup/callback?code=abc123&state=${action.searchParams.get("state")}`)
  expect(JSON.parse(await readFile(credentialsPath(setup.dataDir), "utf8"))).toEqual({
    version: 1,
    apiUrl: "https://api.github.com",
    ...newApp,
  })
})
