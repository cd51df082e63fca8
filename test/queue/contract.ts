import { jobKinds } from "../../src/queue/job-queues.ts"
import { sql } from "kysely"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { RetryableError, SupersededError, UserError } from "../../src/errors.ts"
import { enqueueJob } from "../../src/queue/enqueue-job.ts"
import { openQueue } from "../../src/queue/queue.ts"
import type { Queue } from "../../src/queue/queue.ts"
import { forgetInstallation } from "../../src/store/forget-installation.ts"
import type { Store } from "../../src/store/open-store.ts"
import { readBuriedJobs } from "../../src/store/read-buried-jobs.ts"
import { readGeneration } from "../../src/store/read-generation.ts"
import { aborted, aCommand, aDelivery, aFinish, aForgetting, aGate, aPullRequest, aReview, aStop, observe, until } from "./support.ts"

/** One list of cases for every database, so that what is true of one is true of all. */
export function describeQueue(name: string, openStore: () => Promise<Store>): void {
  describe(`the queue ${name}`, () => {
    let store: Store
    let queue: Queue
    const logged: unknown[] = []

    beforeAll(async () => {
      store = await openStore()
      queue = await openQueue(store, { onLog: (event) => logged.push(event) })
    })
    afterAll(async () => {
      await queue.close()
      await store.close()
    })
    afterEach(async () => {
      const depth = Object.values(await queue.depth())
      const left = depth.map(({ waiting, active }) => waiting + active)
      for (const kind of jobKinds) await store.boss.deleteAllJobs(kind)
      await store.db.deleteFrom("buried_jobs").execute()
      expect(left, "jobs left behind").toEqual(jobKinds.map(() => 0))
      expect(logged).toEqual([])
    })

    const waiting = async () => Object.values(await queue.depth()).reduce((sum, kind) => sum + kind.waiting, 0)
    const runAll = async () => {
      await using worker = observe(queue, () => Promise.resolve())
      await until("an empty queue", async () =>
        Object.values(await queue.depth()).every(({ waiting: left, active }) => left + active === 0),
      )
      return worker.runs
    }

    test("runs an accepted job with its payload", async () => {
      const review = aReview()
      expect(await queue.enqueue(review, aDelivery())).toBe("accepted")
      const runs = await runAll()
      expect(runs.map((run) => run.job)).toEqual([review])
      expect(runs[0]?.context).toMatchObject({ attempt: 1, lastAttempt: false, again: false, asked: false })
    })

    test("accepts a delivery once", async () => {
      const delivery = aDelivery()
      const review = aReview()
      expect(await queue.enqueue(review, delivery)).toBe("accepted")
      const generation = await readGeneration(store.db, review)
      expect(await queue.enqueue(review, delivery)).toBe("duplicate")
      expect(await readGeneration(store.db, review)).toBe(generation)
      expect(await runAll()).toHaveLength(1)
      expect(await queue.enqueue(review, delivery)).toBe("duplicate")
      expect(await waiting()).toBe(0)
    })

    test("accepts one of two equal deliveries that arrive at once", async () => {
      const delivery = aDelivery()
      const command = aCommand()
      const answers = await Promise.all([queue.enqueue(command, delivery), queue.enqueue(command, delivery)])
      expect(answers.toSorted()).toEqual(["accepted", "duplicate"])
      expect(await runAll()).toHaveLength(1)
    })

    test("keeps nothing of a transaction that fails", async () => {
      const delivery = aDelivery()
      const review = aReview()
      const broken = {
        ...store,
        boss: Object.assign(Object.create(store.boss), { send: () => Promise.reject(new Error("no room")) }),
      } as Store
      await expect(enqueueJob(broken, review, delivery)).rejects.toThrow("no room")
      expect(await readGeneration(store.db, review)).toBeNull()
      expect(await waiting()).toBe(0)
      expect(await queue.enqueue(review, delivery)).toBe("accepted")
      expect(await runAll()).toHaveLength(1)
    })

    test("keeps text that the database itself refuses", async () => {
      const command = aCommand(aPullRequest(), "/expert help \u0000 \ud800 \\u0000 '; drop table deliveries; --")
      await queue.enqueue(command, aDelivery())
      expect((await runAll()).map((run) => run.job)).toEqual([command])
    })

    test("reviews once for several pushes and gathers their wishes", async () => {
      const ref = aPullRequest()
      await queue.enqueue(aReview(ref), aDelivery())
      await queue.enqueue(aReview(ref, { again: true }), aDelivery())
      await queue.enqueue(aReview(ref, { asked: true }), aDelivery())
      await queue.enqueue(aReview(ref, { full: true }), aDelivery())
      const runs = await runAll()
      expect(runs).toHaveLength(1)
      expect(runs[0]?.context).toMatchObject({ again: true, asked: true, full: true })
      await queue.enqueue(aReview(ref), aDelivery())
      expect((await runAll())[0]?.context).toMatchObject({ again: false, asked: false, full: false })
    })

    test("lets the newest push win: aborts the running review, shuts its fence and reviews again", async () => {
      const ref = aPullRequest()
      const fences: unknown[] = []
      await using worker = observe(queue, async (_job, { signal, fence }) => {
        await fence()
        if (worker.runs.length > 1) return
        await aborted(signal).catch(() => undefined)
        await fence().catch((error: unknown) => fences.push(error))
        throw new Error("whatever an aborted library throws")
      })
      await queue.enqueue(aReview(ref), aDelivery())
      await until("the first run", () => worker.runs.length === 1)
      await queue.enqueue(aReview(ref), aDelivery())
      await until("two settled runs", () => worker.settled.length === 2)
      expect(fences).toEqual([expect.any(SupersededError)])
      expect(worker.settled.map((attempt) => attempt.settlement)).toEqual(["superseded", "done"])
    })

    test("never runs two reviews of one pull request at a time, nor lets one hold up others", async () => {
      const [slow, other] = [aPullRequest(), aPullRequest()]
      const gate = aGate()
      let active = 0
      let most = 0
      await using worker = observe(
        queue,
        async (job) => {
          if (!("number" in job) || job.number !== slow.number) return
          most = Math.max(most, ++active)
          if (worker.runs.length === 1) await gate.wait()
          active -= 1
        },
        { concurrency: 3, abandonAfterMs: 60_000 },
      )
      await queue.enqueue(aReview(slow), aDelivery())
      await until("the slow run", () => worker.runs.length === 1)
      await queue.enqueue(aReview(slow), aDelivery())
      await queue.enqueue(aReview(other), aDelivery())
      await until("the other run", () => worker.settled.length === 1)
      gate.open()
      await until("all three runs", () => worker.settled.length === 3)
      expect(most).toBe(1)
    })

    test("gives the place of a superseded run that does not notice to the next one", async () => {
      const ref = aPullRequest()
      const gate = aGate()
      const late: unknown[] = []
      {
        await using worker = observe(
          queue,
          async (_job, { fence }) => {
            if (worker.runs.length > 1) return
            await gate.wait()
            await fence().catch((error: unknown) => late.push(error))
          },
          { abandonAfterMs: 100 },
        )
        await queue.enqueue(aReview(ref), aDelivery())
        await until("the deaf run", () => worker.runs.length === 1)
        await queue.enqueue(aReview(ref), aDelivery())
        await until("both settled", () => worker.settled.length === 2)
      }
      gate.open()
      await until("the late write to be refused", () => late.length === 1)
      expect(late).toEqual([expect.any(SupersededError)])
    })

    test("keeps a wish that a superseded review did not fulfil", async () => {
      const ref = aPullRequest()
      await using worker = observe(queue, async (_job, { signal }) => {
        if (worker.runs.length === 1) await aborted(signal)
      })
      await queue.enqueue(aReview(ref, { asked: true }), aDelivery())
      await until("the first run", () => worker.runs.length === 1)
      await queue.enqueue(aReview(ref), aDelivery())
      await until("two settled runs", () => worker.settled.length === 2)
      expect(worker.runs.map((run) => run.context.asked)).toEqual([true, true])
    })

    test("stops a running review when the pull request is closed, and withdraws the wishes", async () => {
      const ref = aPullRequest()
      await using worker = observe(queue, async (job, { signal }) => {
        if (job.kind === "review-pull-request" && worker.runs.length === 1) await aborted(signal)
      })
      await queue.enqueue(aReview(ref, { asked: true }), aDelivery())
      await until("the review", () => worker.runs.length === 1)
      await queue.enqueue(aStop(ref), aDelivery())
      await until("review and stop settled", () => worker.settled.length === 2)
      expect(worker.settled.map(({ kind, settlement }) => `${kind} ${settlement}`).toSorted()).toEqual([
        "review-pull-request superseded",
        "stop-review done",
      ])
      await queue.enqueue(aReview(ref), aDelivery())
      await until("the next review", () => worker.settled.length === 3)
      expect(worker.runs.at(-1)?.context.asked).toBe(false)
    })

    test("does not run a stop that a reopening has overtaken", async () => {
      const ref = aPullRequest()
      await queue.enqueue(aStop(ref), aDelivery())
      await queue.enqueue(aReview(ref), aDelivery())
      expect((await runAll()).map((run) => run.job.kind)).toEqual(["review-pull-request"])
    })

    test("lets a job lie until its time has come, and drops it when the pull request has moved on meanwhile", async () => {
      const [early, late] = [aPullRequest(), aPullRequest()]
      const inAMoment = new Date(Date.now() + 2_000)
      await queue.enqueue(aFinish(early), aDelivery(), inAMoment)
      await queue.enqueue(aFinish(late), aDelivery(), inAMoment)
      expect(await queue.claim("finish-review")).toBeNull()
      await queue.enqueue(aReview(late), aDelivery())
      const runs = await runAll()
      const finished = runs.filter(({ job }) => job.kind === "finish-review")
      expect(finished.map(({ job }) => job)).toEqual([aFinish(early)])
    })

    test("answers the commands of one pull request in order and does not end them for a push", async () => {
      const ref = aPullRequest()
      const order: string[] = []
      const gate = aGate()
      let signalled = false
      await using worker = observe(queue, async (job, { signal, fence, attempt }) => {
        if (job.kind !== "run-command") return
        if (job.body === "first") await gate.wait()
        signalled ||= signal.aborted
        await fence()
        if (job.body === "second" && attempt === 1) throw new RetryableError("not yet", { retryAfterMs: 300 })
        order.push(job.body)
      })
      for (const body of ["first", "second", "third"]) await queue.enqueue(aCommand(ref, body), aDelivery())
      await until("the first command", () => worker.runs.length > 0)
      await queue.enqueue(aReview(ref), aDelivery())
      await queue.enqueue(aCommand(aPullRequest(), "elsewhere"), aDelivery())
      await until("the others", () => worker.settled.length === 2)
      gate.open()
      await until("all settled", () => worker.settled.length === 6)
      expect(order).toEqual(["elsewhere", "first", "second", "third"])
      expect(signalled).toBe(false)
    })

    test("retries after the time that the error asks for", async () => {
      const review = aReview()
      await using worker = observe(queue, (_job, { attempt }) =>
        attempt === 1 ? Promise.reject(new RetryableError("limit", { retryAfterMs: 2_000 })) : Promise.resolve(),
      )
      await queue.enqueue(review, aDelivery())
      await until("the failure", () => worker.settled.length === 1)
      expect(await waiting()).toBe(1)
      await until("the second attempt", () => worker.settled.length === 2)
      expect(worker.settled.map((attempt) => attempt.settlement)).toEqual(["retry", "done"])
      expect(worker.runs.map((run) => run.context.attempt)).toEqual([1, 2])
    })

    test("reviews a push at once although an earlier review waits for its retry", async () => {
      const ref = aPullRequest()
      await using worker = observe(queue, () =>
        worker.runs.length === 1 ? Promise.reject(new RetryableError("limit", { retryAfterMs: 60_000 })) : Promise.resolve(),
      )
      await queue.enqueue(aReview(ref), aDelivery())
      await until("the failure", () => worker.settled.length === 1)
      await queue.enqueue(aReview(ref), aDelivery())
      await until("the review of the push", () => worker.settled.length === 2)
      expect(worker.settled.map((attempt) => attempt.settlement)).toEqual(["retry", "done"])
      await store.boss.deleteAllJobs("review-pull-request")
    })

    test("waits with one review for a pull request whose reviews all failed, and loses no wish over it", async () => {
      const ref = aPullRequest()
      {
        await using failing = observe(queue, () => Promise.reject(new RetryableError("limit", { retryAfterMs: 3_000 })))
        await queue.enqueue(aReview(ref), aDelivery())
        await until("the first failure", () => failing.settled.length === 1)
        await queue.enqueue(aReview(ref, { again: true }), aDelivery())
        await until("the second failure", () => failing.settled.length === 2)
      }
      expect(await waiting()).toBe(1)
      const runs = await runAll()
      expect(runs.map((run) => run.context.again)).toEqual([true])
    })

    test("buries a job after the last attempt, keeps it, lets the next one through and takes a redelivery", async () => {
      const ref = aPullRequest()
      const delivery = aDelivery()
      const bad = aCommand(ref, "bad")
      await using worker = observe(
        queue,
        (job) =>
          job.kind === "run-command" && job.body === "bad"
            ? Promise.reject(new RetryableError("always", { retryAfterMs: 0 }))
            : Promise.resolve(),
        { maxAttempts: 2 },
      )
      await queue.enqueue(bad, delivery)
      await queue.enqueue(aCommand(ref, "good"), aDelivery())
      await until("both settled", () => worker.settled.length === 3)
      expect(worker.settled.map((attempt) => attempt.settlement)).toEqual(["retry", "bury", "done"])
      expect(worker.runs.map((run) => run.context.lastAttempt)).toEqual([false, true, false])
      expect(worker.buried).toEqual([{ job: bad, error: expect.any(RetryableError) }])
      expect(await readBuriedJobs(store.db)).toMatchObject([{ queue: "run-command", error: "RetryableError: always", attempts: 2 }])
      expect((await queue.depth())["run-command"]).toEqual({ waiting: 0, active: 0, buried: 1 })
      expect(await queue.enqueue(bad, delivery)).toBe("accepted")
      await until("the redelivery", () => worker.settled.length === 5)
    })

    test("does not repeat what the author has to mend", async () => {
      await using worker = observe(queue, () => Promise.reject(new UserError("no such command")))
      await queue.enqueue(aCommand(), aDelivery())
      await until("it to be settled", () => worker.settled.length === 1)
      expect(worker.settled).toMatchObject([{ settlement: "done", error: expect.any(UserError) }])
      expect(worker.buried).toEqual([])
    })

    test("buries what is no job and goes on", async () => {
      await store.boss.send("run-command", { hello: "world" }, { singletonKey: "x" })
      await store.boss.send(
        "review-pull-request",
        { job: '{"kind":"review-pull-request","number":-1}', generation: 1 },
        { singletonKey: "x" },
      )
      await store.boss.send("stop-review", { job: JSON.stringify(aCommand()), generation: 1 })
      await queue.enqueue(aCommand(aPullRequest()), aDelivery())
      await using worker = observe(queue, () => Promise.resolve())
      await until("all settled", () => worker.settled.length === 4)
      expect(worker.runs).toHaveLength(1)
      expect(worker.buried.map((burial) => burial.job)).toEqual([null, null, null])
    })

    test("forgets an installation: ends its reviews, deletes its state, leaves others alone", async () => {
      const lost = { ...aPullRequest(), installationId: 11, repositoryId: 1_100 }
      const kept = { ...aPullRequest(), installationId: 12, repositoryId: 1_200 }
      await queue.enqueue(aReview(kept), aDelivery())
      await runAll()
      await using worker = observe(queue, async (job, { signal }) => {
        if (job.kind === "forget") await forgetInstallation(store.db, job)
        else await aborted(signal)
      })
      await queue.enqueue(aReview(lost), aDelivery())
      await until("the review", () => worker.runs.length === 1)
      await queue.enqueue(aForgetting(11), aDelivery())
      await until("both settled", () => worker.settled.length === 2)
      expect(worker.settled.map(({ kind, settlement }) => `${kind} ${settlement}`).toSorted()).toEqual([
        "forget done",
        "review-pull-request superseded",
      ])
      expect(await readGeneration(store.db, lost)).toBeNull()
      expect(await readGeneration(store.db, kept)).not.toBeNull()
    })

    test("does not start what was forgotten while it waited, and keeps what came back", async () => {
      const lost = { ...aPullRequest(), installationId: 21, repositoryId: 2_100 }
      const back = { ...aPullRequest(), installationId: 21, repositoryId: 2_200 }
      await queue.enqueue(aReview(lost), aDelivery())
      await queue.enqueue(aCommand(lost), aDelivery())
      await queue.enqueue(aReview(back), aDelivery())
      await queue.enqueue(aForgetting(21, [2_100, 2_200]), aDelivery())
      await queue.enqueue(aReview(back), aDelivery())
      await using worker = observe(queue, async (job) => {
        if (job.kind === "forget") await forgetInstallation(store.db, job)
      })
      await until("all settled", () => worker.settled.length === 4)
      expect(worker.runs.map(({ job }) => `${job.kind} ${"repositoryId" in job ? job.repositoryId : ""}`).toSorted()).toEqual([
        "forget ",
        "review-pull-request 2200",
      ])
      expect(await readGeneration(store.db, back)).not.toBeNull()
    })

    test.each([
      { name: "an unfinished review", job: () => aReview() },
      { name: "an unfinished command", job: () => aCommand() },
    ])("gives $name back when it is stopped, without counting it as a failure", async ({ job: make }) => {
      const job = make()
      const gate = aGate()
      const first = observe(queue, () => gate.wait(), { maxAttempts: 1 })
      await queue.enqueue(job, aDelivery())
      await until("the run", () => first.runs.length === 1)
      await first.worker.stop({ drainMs: 50 })
      expect(first.settled.map((attempt) => attempt.settlement)).toEqual(["retry"])
      expect((await queue.depth())[job.kind]).toEqual({ waiting: 1, active: 0, buried: 0 })
      await expect(first.runs[0]?.context.fence()).rejects.toThrow(SupersededError)
      gate.open()
      expect(await runAll()).toHaveLength(1)
    })

    test("waits for running jobs when it is stopped", async () => {
      const gate = aGate()
      const worker = observe(queue, () => gate.wait())
      await queue.enqueue(aReview(), aDelivery())
      await until("the run", () => worker.runs.length === 1)
      const stopped = worker.worker.stop({ drainMs: 30_000 })
      gate.open()
      await stopped
      expect(worker.settled.map((attempt) => attempt.settlement)).toEqual(["done"])
    })

    test("takes a job over whose worker fell silent, and refuses the silent one from then on", async () => {
      const review = aReview()
      await queue.enqueue(review, aDelivery())
      const silent = await queue.claim("review-pull-request")
      if (silent === null) throw new Error("nothing to claim")
      await expect(silent.fence()).resolves.toBeUndefined()
      await using worker = observe(queue, () => Promise.resolve())
      // Fifteen seconds of silence, without waiting for them; the queue's own supervisor has to find it.
      await sql`update expert_queue.job set heartbeat_on = now() - interval '16 seconds' where id = ${silent.id}`.execute(store.db)
      await until("the takeover", () => worker.settled.length === 1, 50_000)
      expect(worker.runs[0]?.context.attempt).toBe(2)
      await expect(silent.fence()).rejects.toThrow(SupersededError)
      expect(await queue.settle(silent, { kind: "done" })).toBe(false)
      expect(await queue.beat(silent)).toBeInstanceOf(SupersededError)
    })

    test("answers a ping and counts its jobs", async () => {
      await store.ping()
      await queue.enqueue(aReview(), aDelivery())
      expect(await queue.depth()).toMatchObject({ "review-pull-request": { waiting: 1, active: 0 }, "run-command": { waiting: 0 } })
      await runAll()
    })
  })
}
