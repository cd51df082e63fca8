type Event = Readonly<Record<string, unknown>>

/**
 * Takes a streamed reply as the provider wrote it, returns its events in order. Deltas of one block that follow each other become one, and what is said only to keep the
 * connection alive is left out: a reply has hundreds of them.
 */
export function readEvents(text: string): Event[] {
  const events: Event[] = []
  for (const [, data] of text.matchAll(/^data: (.*)$/gm)) {
    const event = withoutId(JSON.parse(data as string) as Event)
    const joined = joinDeltas(events.at(-1), event)
    if (joined !== null) events[events.length - 1] = joined
    else if (event["type"] !== "ping") events.push(event)
  }
  return events
}

/** Takes events, returns the text that is streamed for them. */
export function writeEvents(events: readonly Event[]): string {
  return events.map((event) => `event: ${String(event["type"])}\ndata: ${JSON.stringify(event)}\n\n`).join("")
}

// A number the provider counts up: nobody reads it, and a second recording would differ in nothing else.
function withoutId(event: Event): Event {
  return event["type"] === "message_start" ? { ...event, message: { ...(event["message"] as Event), id: "msg_recorded" } } : event
}

const grown = ["text", "partial_json", "thinking"] as const

function joinDeltas(last: Event | undefined, next: Event): Event | null {
  if (last?.["type"] !== "content_block_delta" || next["type"] !== "content_block_delta" || last["index"] !== next["index"]) return null
  const [a, b] = [last["delta"] as Event, next["delta"] as Event]
  const name = grown.find((each) => typeof a[each] === "string" && typeof b[each] === "string")
  return name === undefined || a["type"] !== b["type"] ? null : { ...last, delta: { ...a, [name]: `${String(a[name])}${String(b[name])}` } }
}
