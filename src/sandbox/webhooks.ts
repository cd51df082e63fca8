import { createHmac, randomUUID } from "node:crypto"
import type { Installation, Repository } from "./records.ts"
import type { World } from "./world.ts"
import { formatTime } from "./clock.ts"

/** One attempt to deliver one event. A redelivery is a new record with a new id and the same guid. */
export interface DeliveryRecord {
  readonly id: number
  readonly guid: string
  readonly event: string
  readonly action: string | null
  /** ISO 8601. */
  readonly deliveredAt: string
  readonly redelivery: boolean
  readonly durationSeconds: number
  /** `OK`, or GitHub's words for what went wrong. */
  readonly status: string
  /** 0 when there was no answer. */
  readonly statusCode: number
  readonly installationId: number
  readonly repositoryId: number | null
  readonly requestHeaders: Readonly<Record<string, string>>
  readonly payload: Readonly<Record<string, unknown>>
  readonly responseHeaders: Readonly<Record<string, string>>
  readonly responseBody: string
}

type Delivery = Pick<DeliveryRecord, "event" | "action" | "installationId" | "repositoryId" | "payload" | "guid" | "redelivery">

interface Announcement {
  readonly event: string
  readonly action: string | null
  readonly installation: Installation
  readonly repository: Repository | null
  readonly payload: Readonly<Record<string, unknown>>
}

/** GitHub gives up waiting for an answer after this ("Best practices for using webhooks"). */
const answerLimitMs = 10_000

/** GitHub never sends a payload above 25 MB. */
const maxPayloadBytes = 25_000_000

/** Signs and delivers events to the App's one address and keeps every attempt. */
export class Webhooks {
  readonly #world: World
  readonly #records: DeliveryRecord[] = []
  readonly #underWay = new Set<Promise<void>>()
  readonly #log: (line: string) => void
  readonly #stop = new AbortController()
  #url: string | null = null

  constructor(world: World, log: (line: string) => void) {
    this.#world = world
    this.#log = log
  }

  setUrl(url: string | null): void {
    this.#url = url
  }

  /** Oldest first. */
  get records(): readonly DeliveryRecord[] {
    return this.#records
  }

  /** Starts the delivery of an event the App subscribes to and returns at once; others are dropped. */
  announce(announcement: Announcement): void {
    if (!this.#isSubscribed(announcement)) return
    const { event, action, payload, installation, repository } = announcement
    const repositoryId = repository?.id ?? null
    void this.#start({ event, action, payload, installationId: installation.id, repositoryId, guid: randomUUID(), redelivery: false })
  }

  /** Delivers an earlier event again under the same guid. Throws for a guid that was never delivered. */
  async redeliver(guid: string): Promise<void> {
    const record = this.#records.find((candidate) => candidate.guid === guid)
    if (record === undefined) throw new Error(`no delivery has the guid ${guid}`)
    await this.#start({ ...record, redelivery: true })
  }

  /** Settles once no delivery is under way, including those that others have started meanwhile. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay)
  }

  /** Gives up what is under way. */
  async close(): Promise<void> {
    this.#stop.abort()
    await this.settled()
  }

  // `installation` events come to every App, check events to those that may write checks.
  #isSubscribed({ event, installation }: Announcement): boolean {
    if (event.startsWith("installation")) return true
    if (event === "check_run" || event === "check_suite") return installation.permissions["checks"] === "write"
    return this.#world.app.events.includes(event) && installation.suspendedAt === null
  }

  #start(delivery: Delivery): Promise<void> {
    const work = this.#deliver(delivery).finally(() => this.#underWay.delete(work))
    this.#underWay.add(work)
    return work
  }

  async #deliver({ event, action, installationId, repositoryId, payload, guid, redelivery }: Delivery): Promise<void> {
    const body = JSON.stringify(payload)
    if (Buffer.byteLength(body) > maxPayloadBytes) return
    const headers = {
      accept: "*/*",
      "content-type": "application/json",
      "user-agent": "GitHub-Hookshot/044aadd",
      "x-github-delivery": guid,
      "x-github-event": event,
      "x-github-hook-id": "1",
      "x-github-hook-installation-target-id": String(this.#world.app.id),
      "x-github-hook-installation-target-type": "integration",
      "x-hub-signature": `sha1=${createHmac("sha1", this.#world.app.webhookSecret).update(body).digest("hex")}`,
      "x-hub-signature-256": `sha256=${createHmac("sha256", this.#world.app.webhookSecret).update(body).digest("hex")}`,
    }
    const started = performance.now()
    const deliveredAt = formatTime(this.#world.clock.now())
    const answer = await this.#post(body, headers)
    this.#records.push({
      id: this.#world.nextId(),
      guid,
      event,
      action,
      deliveredAt,
      redelivery,
      durationSeconds: Math.round((performance.now() - started) / 10) / 100,
      installationId,
      repositoryId,
      requestHeaders: headers,
      payload,
      ...answer,
    })
    this.#log(`webhook ${event}${action === null ? "" : `.${action}`} → ${answer.status}`)
  }

  async #post(
    body: string,
    headers: Record<string, string>,
  ): Promise<Pick<DeliveryRecord, "status" | "statusCode" | "responseHeaders" | "responseBody">> {
    const none = { statusCode: 0, responseHeaders: {}, responseBody: "" }
    if (this.#url === null) return { ...none, status: "failed to connect to host" }
    // An event leaves after the answer to the request that caused it, as on GitHub.
    await new Promise((settle) => setImmediate(settle))
    try {
      const signal = AbortSignal.any([AbortSignal.timeout(answerLimitMs), this.#stop.signal])
      const response = await fetch(this.#url, { method: "POST", headers, body, redirect: "manual", signal })
      const status = response.ok ? "OK" : `Invalid HTTP Response: ${response.status}`
      return {
        status,
        statusCode: response.status,
        responseHeaders: Object.fromEntries(response.headers),
        responseBody: (await response.text()).slice(0, 10_000),
      }
    } catch (error) {
      const timedOut = error instanceof Error && error.name === "TimeoutError"
      return { ...none, status: timedOut ? "timed out" : "failed to connect to host" }
    }
  }
}
