// @ts-nocheck fixture
export class TtlCache {
  private readonly entries = new Map()

  get(key) {
    const entry = this.entries.get(key)
    return entry && entry.expiresAt > Date.now() ? entry.value : undefined
  }

  set(key, value) {
    // ruleid: no-growing-module-state
    this.entries.set(key, { value, expiresAt: Date.now() + 60_000 })
  }

  get size() {
    return this.entries.size
  }
}

export class CodeCache {
  private readonly entries = new Map()

  get(key) {
    return this.entries.get(key)
  }

  set(key, value) {
    // There are as many currencies as there are.
    // ok: no-growing-module-state
    this.entries.set(key, value)
  }
}
