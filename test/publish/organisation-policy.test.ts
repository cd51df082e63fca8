import { beforeEach, expect, test } from "vitest"
import { RetryableError } from "../../src/errors.ts"
import { createOrganisationPolicyReader } from "../../src/publish/organisation-policy.ts"
import { FakeGitHub, ref } from "./fake-github.ts"

const path = "GET /repos/acme/.github/contents/.github%2Fexpert.yml"
const file = (text: string, owner = "acme") =>
  [
    200,
    {
      type: "file",
      encoding: "base64",
      content: Buffer.from(text).toString("base64"),
      url: `https://api.github.test/repos/${owner}/.github/contents/.github/expert.yml?ref=main`,
    },
  ] as const

let github: FakeGitHub
let now: number
let read: () => Promise<string | null>

beforeEach(() => {
  github = new FakeGitHub()
  now = 0
  const readFile = createOrganisationPolicyReader(() => now)
  read = () => readFile(github.clients.installation(ref.installationId), ref)
})

test("reads the file of the owner's own repository, and again after a minute", async () => {
  github.answers.set(path, file("gate: high\n"))
  expect(await read()).toBe("gate: high\n")
  github.answers.set(path, file("gate: low\n"))
  now = 59_000
  expect(await read()).toBe("gate: high\n")
  now = 60_000
  expect(await read()).toBe("gate: low\n")
})

test.each([
  { name: "that is not there", answer: [404, { message: "Not Found" }] as const },
  { name: "that the installation may not read", answer: [403, { message: "Resource not accessible by integration" }] as const },
  { name: "that is a folder", answer: [200, []] as const },
  { name: "of a repository that was given to somebody else", answer: file("gate: never\n", "elsewhere") },
])("takes a file $name for none, and remembers that too", async ({ answer }) => {
  github.answers.set(path, answer)
  expect(await read()).toBeNull()
  github.answers.set(path, file("gate: high\n"))
  expect(await read()).toBeNull()
})

test("does not take a limit of requests for a missing file, because a gate would be gone with it", async () => {
  github.answers.set(path, [403, { message: "You have exceeded a secondary rate limit" }])
  await expect(read()).rejects.toBeInstanceOf(RetryableError)
  github.answers.set(path, file("gate: high\n"))
  expect(await read()).toBe("gate: high\n")
})
