import type { TechnologyModel } from "./model.ts"

// Policies that a browser keeps to for the page it is given.
const POLICIES = ["Content-Security-Policy", "content-security-policy", "Content-Security-Policy-Report-Only"]
const EVERYTHING = ["string", "shape", "host", "path"] as const
const TEXT = ["string", "host", "path"] as const

// `res`, also with `.status(404)` and the like in between.
const RESPONSE = /^_?res(?:ponse)?(?:\.(?:status|type|contentType|set|header|cookie|clearCookie|vary|append|setHeader|writeHead)\(\))*$/

export const express: TechnologyModel = {
  technology: "Express",
  packages: ["express"],
  request: {
    framework: "Express",
    parameter: 0,
    names: [/^_?req(?:uest)?$/, /^_?(?:res(?:ponse)?|reply)$/],
    alsoIn: ["restify", "polka", "micro", "connect", "router", "next-connect", "@vercel/node"],
    properties: {
      query: EVERYTHING,
      body: EVERYTHING,
      params: TEXT,
      headers: TEXT,
      cookies: EVERYTHING,
      signedCookies: [],
      url: TEXT,
      originalUrl: TEXT,
      path: TEXT,
      hostname: TEXT,
      // The parser of forms has taken the folders out of it.
      "file.originalname": ["string"],
      "file.buffer": ["string"],
      files: ["string"],
      rawBody: TEXT,
    },
    methods: { get: TEXT, header: TEXT, param: EVERYTHING },
  },
  same: [
    ...["status", "type", "contentType", "set", "header", "cookie", "vary"].map((method) => ({
      from: `express.Response().${method}()`,
      to: "express.Response()",
    })),
    { from: "http.ServerResponse()", to: "express.Response()" },
  ],
  sinks: [
    ...["setHeader", "set", "header"].map(
      (method) => ({ call: `express.Response().${method}`, kind: "redirect", arguments: [1], needs: "host" }) as const,
    ),
    ...["setHeader", "set", "header"].flatMap((method) => [
      { call: `express.Response().${method}`, kind: "header", arguments: [1], needs: "string" } as const,
      { call: `express.Response().${method}`, kind: "header", arguments: [0], properties: POLICIES, needs: "string" } as const,
    ]),
    { call: "express.Response().render", kind: "view", arguments: [1], each: true, needs: "string", unless: "html-escaped" },
    { call: "express.Response().render", kind: "template", arguments: [1], each: true, needs: "string" },
    { call: "express.Response().render", kind: "template", arguments: [0], needs: "path" },
    { call: "express.Response().render", kind: "template", arguments: [1], properties: ["*"], needs: "shape" },
    ...["send", "end", "write"].map(
      (method) =>
        ({ call: `express.Response().${method}`, kind: "html", arguments: [0], needs: "string", unless: "html-escaped" }) as const,
    ),
    ...["json", "jsonp"].map(
      (method) => ({ call: `express.Response().${method}`, kind: "expansion", arguments: [0], needs: "string", when: "aliased" }) as const,
    ),
    { call: "express.Response().sendFile", kind: "path", arguments: [0], needs: "path" },
    { call: "express.Response().download", kind: "path", arguments: [0], needs: "path" },
    { call: "express.Response().redirect", kind: "redirect", arguments: [0, 1], needs: "host" },
    { call: "express.Response().location", kind: "redirect", arguments: [0], needs: "host" },
  ],
  namedSinks: [
    ...["setHeader", "set", "header"].map(
      (method) => ({ receiver: RESPONSE, method, kind: "redirect", arguments: [1], needs: "host" }) as const,
    ),
    { receiver: RESPONSE, method: "writeHead", kind: "redirect", arguments: [1], properties: ["Location", "location"], needs: "host" },
    ...["setHeader", "set", "header"].flatMap((method) => [
      { receiver: RESPONSE, method, kind: "header", arguments: [1], needs: "string" } as const,
      { receiver: RESPONSE, method, kind: "header", arguments: [0], properties: POLICIES, needs: "string" } as const,
    ]),
    { receiver: RESPONSE, method: "render", kind: "view", arguments: [1], each: true, needs: "string", unless: "html-escaped" },
    { receiver: RESPONSE, method: "render", kind: "template", arguments: [1], each: true, needs: "string" },
    { receiver: RESPONSE, method: "render", kind: "template", arguments: [0], needs: "path" },
    { receiver: RESPONSE, method: "render", kind: "template", arguments: [1], properties: ["*"], needs: "shape" },
    ...["send", "end", "write"].map(
      (method) => ({ receiver: RESPONSE, method, kind: "html", arguments: [0], needs: "string", unless: "html-escaped" }) as const,
    ),
    { receiver: RESPONSE, method: "json", kind: "expansion", arguments: [0], needs: "string", when: "aliased" },
    { receiver: RESPONSE, method: "sendFile", kind: "path", arguments: [0], needs: "path" },
    { receiver: RESPONSE, method: "download", kind: "path", arguments: [0], needs: "path" },
    {
      receiver: /^(?:_?res(?:ponse)?|reply|ctx)(?:\.(?:status|code|cookie|clearCookie|set|header|vary)\(\))*$/,
      method: "redirect",
      kind: "redirect",
      arguments: [0, 1],
      needs: "host",
    },
    { receiver: RESPONSE, method: "location", kind: "redirect", arguments: [0], needs: "host" },
  ],
}
