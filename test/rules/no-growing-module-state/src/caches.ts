// @ts-nocheck fixture
import { Injectable, Scope } from "@nestjs/common"

export class TtlCache {
  entries = new Map()

  get(key) {
    const hit = this.entries.get(key)
    if (hit && hit.until < Date.now()) this.entries.delete(key)
    return hit?.value
  }

  set(key, value) {
    // ruleid: no-growing-module-state
    this.entries.set(key, { value, until: Date.now() + 60_000 })
  }
}

export class BoundedCache {
  #entries = new Map()

  set(key, value) {
    // ok: no-growing-module-state
    this.#entries.set(key, value)
    if (this.#entries.size > 1_000) this.#entries.clear()
  }
}

export class SweptCache {
  constructor() {
    this.entries = new Map()
    setInterval(() => {
      for (const [key, { until }] of this.entries) if (until < Date.now()) this.entries.delete(key)
    }, 60_000)
  }

  set(key, value) {
    // ok: no-growing-module-state
    this.entries.set(key, value)
  }
}

// Made for one request, and gone with it.
export class Loader {
  found = new Map()

  remember(key, value) {
    // ok: no-growing-module-state
    this.found.set(key, value)
  }
}

// Its keys are countries.
export class Rates {
  byCountry = new Map()

  set(country, rate) {
    // ok: no-growing-module-state
    this.byCountry.set(country, rate)
  }
}

const titles = new Map()

export function rememberTitle(key, title) {
  // ruleid: no-growing-module-state
  titles.set(key, title)
  return titles.get(key)
}

@Injectable()
export class Suggestions {
  private readonly answers = new Map<string, string[]>()

  async suggest(text: string) {
    const prefix = text.trim().toLowerCase()
    // ruleid: no-growing-module-state
    this.answers.set(`de:${prefix}`, [prefix])
    return this.answers.get(`de:${prefix}`)
  }
}

@Injectable({ scope: Scope.REQUEST })
export class Seen {
  private readonly answers = new Set<string>()

  async suggest(text: string) {
    const prefix = text.trim()
    // ok: no-growing-module-state
    this.answers.add(prefix)
  }
}

// Keeps what it is given to keep.
export class Rules {
  private readonly byShop = new Map()

  add(shopId, rule) {
    // ok: no-growing-module-state
    this.byShop.set(shopId, rule)
  }
}
