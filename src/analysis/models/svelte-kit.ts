import type { Listener, RequestModel, TechnologyModel } from "./model.ts"

const EVERYTHING = ["string", "shape", "host", "path"] as const
const TEXT = ["string", "host", "path"] as const

// https://svelte.dev/docs/kit/@sveltejs-kit#RequestEvent
const properties = {
  params: TEXT,
  "url.searchParams": TEXT,
  "url.search": TEXT,
  "url.href": TEXT,
  "url.pathname": TEXT,
  "request.url": TEXT,
  "request.headers": TEXT,
}
const methods = {
  "request.json": EVERYTHING,
  "request.text": TEXT,
  "request.formData": TEXT,
  "request.headers.get": TEXT,
  "cookies.get": TEXT,
}
const event: RequestModel = { framework: "Node.js", parameter: 0, properties, methods }
const below = <T>(entries: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(entries).map(([path, value]) => [`event.${path}`, value]))

// https://svelte.dev/docs/kit/routing, https://svelte.dev/docs/kit/form-actions, https://svelte.dev/docs/kit/hooks
const handlers: readonly Pick<Listener, "files" | "exported" | "handler">[] = [
  { files: /(?:^|\/)\+server\.[cm]?[jt]s$/, exported: /^(?:GET|POST|PUT|PATCH|DELETE|fallback)$/ },
  { files: /(?:^|\/)\+(?:page|layout)\.server\.[cm]?[jt]s$/, exported: /^load$/ },
  { files: /(?:^|\/)\+page\.server\.[cm]?[jt]s$/, exported: /^actions$/, handler: "*" },
]

/** What SvelteKit runs on the server: endpoints, `load`, form actions and the hook before them. */
export const svelteKit: TechnologyModel = {
  technology: "SvelteKit",
  packages: ["@sveltejs/kit"],
  listeners: [
    ...handlers.map((each): Listener => ({
      where: ["@sveltejs/kit"],
      ...each,
      gives: [{ parameter: 0, request: event }],
      label: "this route",
    })),
    {
      where: ["@sveltejs/kit"],
      files: /(?:^|\/)hooks\.server\.[cm]?[jt]s$/,
      exported: /^handle$/,
      gives: [{ parameter: 0, request: { ...event, properties: below(properties), methods: below(methods) } }],
      label: "this service",
    },
  ],
  sinks: [{ call: "@sveltejs/kit.redirect", kind: "redirect", arguments: [1], needs: "host" }],
}
