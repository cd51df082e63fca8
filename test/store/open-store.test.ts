import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { sql } from "kysely"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { UserError } from "../../src/errors.ts"
import { openQueue } from "../../src/queue/queue.ts"
import { openStore } from "../../src/store/open-store.ts"
import { describeQueue } from "../queue/contract.ts"
import { observe, until } from "../queue/support.ts"
import { aProcess } from "./process.ts"
import { aServerDatabase, serverAnswers } from "./server.ts"

const onLog = () => undefined
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "expert-store-"))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describeQueue("on the embedded database in a directory", () => openStore({ dataDirectory: join(folder, "contract"), onLog }))

describe("the data directory", () => {
  test("is refused to a second process, and free again after kill -9", async () => {
    const dataDirectory = join(folder, "shared")
    await using owner = aProcess(new URL("enqueue-until-killed.ts", import.meta.url), dataDirectory, "1")
    await until("the owner to be at work", () => owner.lines.length > 0 || owner.hasEnded())
    await expect(openStore({ dataDirectory, onLog })).rejects.toThrow(/is in use by process \d+ on .+DATABASE_URL/)
    await expect(openStore({ dataDirectory, onLog })).rejects.toThrow(UserError)
    await owner.kill()
    await using store = await openStore({ dataDirectory, onLog })
    await store.ping()
    await expect(openStore({ dataDirectory, onLog }), "the same process").rejects.toThrow(UserError)
  })

  test("loses no accepted job when the process is killed again and again, and takes up the one it was at", async () => {
    const dataDirectory = join(folder, "killed")
    const accepted: number[] = []
    for (const after of [1, 25, 60]) {
      await using child = aProcess(new URL("enqueue-until-killed.ts", import.meta.url), dataDirectory, String((accepted.at(-1) ?? 0) + 2))
      await until("jobs to be accepted", () => child.lines.length >= after || child.hasEnded())
      await child.kill()
      expect(child.complaints()).toBe("")
      accepted.push(...child.lines.map(Number))
    }
    await using store = await openStore({ dataDirectory, onLog })
    await using queue = await openQueue(store, { onLog })
    expect((await queue.depth())["review-pull-request"].active, "orphans are released at once").toBe(0)
    await using worker = observe(queue, () => Promise.resolve())
    await until("all to be reviewed", async () => (await queue.depth())["review-pull-request"].waiting === 0)
    const reviewed = new Set(worker.runs.map(({ job }) => ("number" in job ? job.number : 0)))
    expect(accepted.filter((number) => !reviewed.has(number))).toEqual([])
    expect(worker.runs.some((run) => run.context.attempt > 1)).toBe(true)
    expect(await queue.enqueue({ kind: "forget", installationId: 1, repositoryIds: null }, `delivery-${accepted[0]}`)).toBe("duplicate")
    await until("the runs to be settled", () => worker.settled.length === worker.runs.length)
  })

  test("is refused with a plain sentence when another PostgreSQL major wrote it, and left as it was", async () => {
    const dataDirectory = join(folder, "older")
    await mkdir(join(dataDirectory, "pglite"), { recursive: true })
    await writeFile(join(dataDirectory, "pglite", "PG_VERSION"), "17\n")
    await expect(openStore({ dataDirectory, onLog })).rejects.toThrow(
      /written by PostgreSQL 17, and this version of the App embeds PostgreSQL 18/,
    )
    await expect(openStore({ dataDirectory, onLog }), "the lock was given back").rejects.toThrow(/PostgreSQL 17/)
  })

  test("keeps its size under updates because it is vacuumed", async () => {
    await using store = await openStore({ dataDirectory: "memory://", onLog })
    await sql`create table churn as select i, repeat('x', 200) as filler from generate_series(1, 2000) i`.execute(store.db)
    const size = async () =>
      (await sql<{ size: number }>`select pg_total_relation_size('churn') as size`.execute(store.db)).rows[0]?.size ?? 0
    const before = await size()
    for (let round = 0; round < 8; round += 1) {
      await sql`update churn set filler = repeat('y', 200)`.execute(store.db)
      await store.maintain()
    }
    expect(await size()).toBeLessThan(before * 3.5)
  })

  test("lets the process end once it is closed", async () => {
    await using child = aProcess(new URL("open-and-close.ts", import.meta.url), join(folder, "life"))
    expect(await child.ended()).toBe(0)
    expect(child.lines).toEqual(["closed"])
    expect(child.complaints()).toBe("")
  })
})

describe.skipIf(!serverAnswers)("a PostgreSQL server, on 127.0.0.1:5432 with the database test and the role root,", () => {
  test("is migrated by one of several processes that start at once, and the queue opened by all", async () => {
    await using database = await aServerDatabase()
    const start = async () => {
      await using store = await openStore({ databaseUrl: database.url, onLog })
      await using queue = await openQueue(store, { onLog })
      await queue.depth()
    }
    await Promise.all([start(), start(), start()])
  })

  test("lets the process end once it is closed", async () => {
    await using database = await aServerDatabase()
    await using child = aProcess(new URL("open-and-close.ts", import.meta.url), database.url)
    expect(await child.ended()).toBe(0)
    expect(child.lines).toEqual(["closed"])
    expect(child.complaints()).toBe("")
  })

  test("that does not know the database is a mistake of the operator", async () => {
    await expect(openStore({ databaseUrl: "postgres://root:s3cret@127.0.0.1:5432/no_such_database", onLog })).rejects.toThrow(
      /3D000.*no_such_database.*check DATABASE_URL/,
    )
  })
})

describe("opening", () => {
  test("names DATABASE_URL and keeps its password to itself when no server answers", async () => {
    const opening = openStore({ databaseUrl: "postgres://ada:s3cret@127.0.0.1:1/app", onLog })
    await expect(opening).rejects.toThrow(/ECONNREFUSED.*check DATABASE_URL/)
    await expect(opening).rejects.not.toThrow(/s3cret/)
  })

  test("needs a place", async () => {
    await expect(openStore({ onLog })).rejects.toThrow(UserError)
  })
})
