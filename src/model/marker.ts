/**
 * Hidden marks by which the App knows its own writings again. A mark counts only as the very first thing of a body that our
 * App wrote: whatever a pull request quotes further down can look like a mark and is none.
 */
export type Marker =
  | { readonly kind: "finding"; readonly fingerprint: string }
  | { readonly kind: "review"; readonly headSha: string }
  | { readonly kind: "report" }
  | { readonly kind: "reply"; readonly commentId: number }
  /** Every proven change of one head, asked for with a button. */
  | { readonly kind: "fixes"; readonly headSha: string }
  /** What became of a finding, said on its own thread. */
  | { readonly kind: "status"; readonly state: "fixed" | "reopened"; readonly headSha: string }

const pattern = /^<!-- nodejs-backend-expert:(finding|review|report|reply|fixes|status) v1(?: (\S+))? -->/

/** Takes a mark, returns the HTML comment that a body has to start with. Percent-encoding keeps `-->` out of it. */
export function renderMarker(marker: Marker): string {
  const value = valueOf(marker)
  return `<!-- nodejs-backend-expert:${marker.kind} v1${value === "" ? "" : ` ${encodeURIComponent(value)}`} -->`
}

/** Takes the body of a comment of ours, returns the mark it starts with or `null`. Never throws. */
export function parseMarker(body: string): Marker | null {
  const match = pattern.exec(body)
  if (match === null) return null
  const value = decode(match[2] ?? "")
  switch (match[1]) {
    case "finding":
      return value === "" ? null : { kind: "finding", fingerprint: value }
    case "review":
      return value === "" ? null : { kind: "review", headSha: value }
    case "fixes":
      return value === "" ? null : { kind: "fixes", headSha: value }
    case "reply":
      return /^\d+$/.test(value) ? { kind: "reply", commentId: Number(value) } : null
    case "status": {
      const [state, headSha = ""] = value.split(":")
      return state === "fixed" || state === "reopened" ? { kind: "status", state, headSha } : null
    }
    default:
      return { kind: "report" }
  }
}

function valueOf(marker: Marker): string {
  switch (marker.kind) {
    case "finding":
      return marker.fingerprint
    case "review":
    case "fixes":
      return marker.headSha
    case "reply":
      return String(marker.commentId)
    case "status":
      return `${marker.state}:${marker.headSha}`
    case "report":
      return ""
  }
}

// A half-edited mark is no reason to fail a review.
function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return ""
  }
}
