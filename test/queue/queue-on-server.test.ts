import { afterAll, describe, expect, test } from "vitest"
import { RetryableError } from "../../src/errors.ts"
import { openQueue } from "../../src/queue/queue.ts"
import { openStore } from "../../src/store/open-store.ts"
import { aServerDatabase, serverAnswers } from "../store/server.ts"
import { describeQueue } from "./contract.ts"
import { aborted, aDelivery, aPullRequest, aReview, observe, until } from "./support.ts"

const onLog = () => undefined

describe.skipIf(!serverAnswers)("needs a PostgreSQL server on 127.0.0.1:5432 with the database test and the role root", async () => {
  const database = serverAnswers ? await aServerDatabase() : undefined
  afterAll(() => database?.[Symbol.asyncDispose]())
  describeQueue("on a PostgreSQL server", () => openStore({ databaseUrl: database?.url, onLog }))

  test("lets a push that arrives at one replica end the review running at another", async () => {
    await using own = await aServerDatabase()
    await using here = await openStore({ databaseUrl: own.url, onLog })
    await using there = await openStore({ databaseUrl: own.url, onLog })
    await using queueHere = await openQueue(here, { onLog })
    await using queueThere = await openQueue(there, { onLog })
    const ref = aPullRequest()
    // No heartbeat and no polling within the test: only the notification can tell.
    await using worker = observe(queueThere, async (_job, { signal }) => (worker.runs.length === 1 ? aborted(signal) : undefined), {
      beatEveryMs: 600_000,
      pollEveryMs: 600_000,
    })
    await queueHere.enqueue(aReview(ref), aDelivery())
    await until("the review over there", () => worker.runs.length === 1)
    await queueHere.enqueue(aReview(ref), aDelivery())
    await until("both to be settled", () => worker.settled.length === 2)
    expect(worker.settled.map((attempt) => attempt.settlement)).toEqual(["superseded", "done"])
  })

  test("runs each job once with two replicas at work", async () => {
    await using own = await aServerDatabase()
    await using here = await openStore({ databaseUrl: own.url, onLog })
    await using there = await openStore({ databaseUrl: own.url, onLog })
    await using queueHere = await openQueue(here, { onLog })
    await using queueThere = await openQueue(there, { onLog })
    const jobs = Array.from({ length: 40 }, () => aReview())
    for (const job of jobs) await queueHere.enqueue(job, aDelivery())
    await using workerHere = observe(queueHere, () => Promise.resolve())
    await using workerThere = observe(queueThere, () => Promise.resolve())
    await until("all to be settled", () => workerHere.settled.length + workerThere.settled.length === jobs.length)
    const numbers = [...workerHere.runs, ...workerThere.runs].map(({ job }) => ("number" in job ? job.number : 0))
    expect(numbers.toSorted((a, b) => a - b)).toEqual(jobs.map((job) => job.number))
  })

  test("refuses a job while the database is away, survives, and goes on by itself", async () => {
    await using own = await aServerDatabase()
    await using store = await openStore({ databaseUrl: own.url, onLog })
    await using queue = await openQueue(store, { onLog })
    const gate = Promise.withResolvers<void>()
    await using worker = observe(queue, async () => (worker.runs.length === 1 ? gate.promise : undefined))
    await queue.enqueue(aReview(), aDelivery())
    await until("a running review", () => worker.runs.length === 1)
    await own.refuse()
    const delivery = aDelivery()
    const review = aReview()
    await expect(queue.enqueue(review, delivery)).rejects.toThrow(RetryableError)
    await expect(store.ping()).rejects.toThrow()
    gate.resolve()
    await until("the worker to notice", () => worker.errors.length > 0)
    expect(worker.runs[0]?.context.signal.aborted).toBe(false)
    await own.admit()
    await until("an answer", () =>
      store.ping().then(
        () => true,
        () => false,
      ),
    )
    expect(await queue.enqueue(review, delivery)).toBe("accepted")
    await until("both reviews to be settled", () => worker.settled.length === 2)
    expect(worker.settled.map((attempt) => attempt.settlement)).toEqual(["done", "done"])
    expect(worker.runs).toHaveLength(2)
  })

  test("loses nothing when connections are cut again and again while jobs arrive", async () => {
    await using own = await aServerDatabase()
    await using store = await openStore({ databaseUrl: own.url, onLog })
    await using queue = await openQueue(store, { onLog })
    const jobs = Array.from({ length: 30 }, () => aReview())
    await using worker = observe(queue, () => Promise.resolve())
    for (const [index, job] of jobs.entries()) {
      if (index % 10 === 5) await own.disconnectAll()
      const delivery = aDelivery()
      await until("the job to be accepted", () =>
        queue.enqueue(job, delivery).then(
          () => true,
          () => false,
        ),
      )
    }
    const reviewed = () => new Set(worker.settled.map(({ job }) => (job !== null && "number" in job ? job.number : 0)))
    await until("all to be reviewed", () => jobs.every((job) => reviewed().has(job.number)), 50_000)
  })
})
