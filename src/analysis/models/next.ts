import type { RequestModel, TechnologyModel } from "./model.ts"

const EVERYTHING = ["string", "shape", "host", "path"] as const
const TEXT = ["string", "host", "path"] as const

/** `pages/api`: https://nextjs.org/docs/pages/building-your-application/routing/api-routes */
export const nextApiRequest: RequestModel = {
  framework: "Node.js",
  parameter: 0,
  properties: { query: EVERYTHING, body: EVERYTHING, cookies: TEXT, headers: TEXT, url: TEXT },
  methods: {},
}

/** `route.ts` below `app`: https://nextjs.org/docs/app/api-reference/file-conventions/route */
export const nextRequest: RequestModel = {
  framework: "Node.js",
  parameter: 0,
  properties: {
    url: TEXT,
    headers: TEXT,
    "nextUrl.search": TEXT,
    "nextUrl.href": TEXT,
    "nextUrl.pathname": TEXT,
    "nextUrl.searchParams": TEXT,
  },
  methods: {
    json: EVERYTHING,
    text: TEXT,
    formData: TEXT,
    "headers.get": TEXT,
    "cookies.get": TEXT,
  },
}

/** What a route handler is given beside the request. */
export const nextContext: RequestModel = { framework: "Node.js", parameter: 1, properties: { params: TEXT }, methods: {} }

export const next: TechnologyModel = {
  technology: "Next.js",
  packages: ["next", "next/server", "next/navigation", "next/headers"],
  same: [{ from: "next.NextApiResponse()", to: "express.Response()" }],
  sinks: [
    { call: "next.NextResponse", kind: "html", arguments: [0], needs: "string", unless: "html-escaped" },
    { call: "next.NextResponse.redirect", kind: "redirect", arguments: [0], needs: "host" },
    { call: "next.redirect", kind: "redirect", arguments: [0], needs: "host" },
    { call: "next.permanentRedirect", kind: "redirect", arguments: [0], needs: "host" },
  ],
}
