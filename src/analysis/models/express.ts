import type { TechnologyModel } from "./model.ts"

const EVERYTHING = ["string", "shape", "host", "path"] as const
const TEXT = ["string", "host", "path"] as const

export const express: TechnologyModel = {
  technology: "Express",
  packages: ["express"],
  request: {
    framework: "Express",
    parameter: 0,
    names: [/^_?req(?:uest)?$/, /^_?(?:res(?:ponse)?|reply)$/],
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
      "file.originalname": TEXT,
      "file.buffer": ["string"],
      files: ["string"],
      rawBody: TEXT,
    },
    methods: { get: TEXT, header: TEXT, param: EVERYTHING },
  },
  namedSinks: [
    { receiver: /^_?res(?:ponse)?$/, method: "sendFile", kind: "path", arguments: [0], needs: "path" },
    { receiver: /^_?res(?:ponse)?$/, method: "download", kind: "path", arguments: [0], needs: "path" },
    { receiver: /^_?res(?:ponse)?$|^reply$|^ctx$/, method: "redirect", kind: "redirect", arguments: [0, 1], needs: "host" },
    { receiver: /^_?res(?:ponse)?$/, method: "location", kind: "redirect", arguments: [0], needs: "host" },
  ],
}
