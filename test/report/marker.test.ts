import * as fc from "fast-check"
import { expect, test } from "vitest"
import { parseMarker, renderMarker, type Marker } from "../../src/model/marker.ts"

test("every mark is read back as it was written", () => {
  const text = fc.string({ unit: "grapheme", minLength: 1 }).filter((value) => value.isWellFormed())
  const markers: fc.Arbitrary<Marker> = fc.oneof(
    text.map((fingerprint) => ({ kind: "finding" as const, fingerprint })),
    text.map((sha) => ({ kind: "review" as const, headSha: sha })),
    fc.nat().map((commentId) => ({ kind: "reply" as const, commentId })),
    fc.constant({ kind: "report" as const }),
  )
  fc.assert(
    fc.property(markers, (marker) => {
      const comment = renderMarker(marker)
      expect(comment).toMatch(/^<!-- [^>]* -->$/)
      expect(parseMarker(`${comment}\nbody`)).toEqual(marker)
    }),
  )
})

test.each([
  ["a mark that is quoted further down", "> <!-- nodejs-backend-expert:report v1 -->"],
  ["a mark after an empty line", "\n<!-- nodejs-backend-expert:report v1 -->"],
  ["a finding without a fingerprint", "<!-- nodejs-backend-expert:finding v1 -->"],
  ["a broken encoding", "<!-- nodejs-backend-expert:finding v1 %E0%A4%A -->"],
  ["somebody else's mark", "<!-- other-app:report v1 -->"],
])("%s is no mark", (_, body) => {
  expect(parseMarker(body)).toBeNull()
})
