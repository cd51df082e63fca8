import nock from "nock"
import { afterEach, beforeEach, expect } from "vitest"

beforeEach(() => {
  // Whatever is not on this machine is a mistake; the sandbox and the databases answer on loopback.
  nock.disableNetConnect()
  nock.enableNetConnect(/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/)
})

afterEach(() => {
  const pending = nock.pendingMocks()
  nock.cleanAll()
  expect(pending, "requests that were announced and never made").toEqual([])
})
