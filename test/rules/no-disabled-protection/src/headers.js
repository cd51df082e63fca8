import { defineEventHandler, setResponseHeader, setResponseHeaders } from "h3"

export const open = defineEventHandler((event) => {
  setResponseHeaders(event, {
    "X-Content-Type-Options": "nosniff",
    // ruleid: no-disabled-protection
    "X-Frame-Options": "ALLOWALL",
  })
})

export const one = defineEventHandler((event) => {
  // ruleid: no-disabled-protection
  setResponseHeader(event, "X-Frame-Options", "NONE")
  // ok: no-disabled-protection
  setResponseHeader(event, "X-Robots-Tag", "none")
})

export const hosted = {
  headers: [
    // ruleid: no-disabled-protection
    { key: "X-Frame-Options", value: "ALLOWALL" },
  ],
}
