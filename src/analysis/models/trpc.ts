import type { RequestModel, TechnologyModel } from "./model.ts"

// https://trpc.io/docs/server/procedures
const options: RequestModel = {
  framework: "Node.js",
  parameter: 0,
  properties: { input: ["string", "shape", "host", "path"] },
  methods: { getRawInput: ["string", "shape", "host", "path"] },
}

/** Procedures: what passed their schema is the client's all the same. */
export const trpc: TechnologyModel = {
  technology: "tRPC",
  packages: ["@trpc/server"],
  listeners: ["query", "mutation", "subscription"].map((method) => ({
    where: ["@trpc/server"],
    receiver: /procedure$/i,
    origin: /^@trpc\/server\..*\.procedure\b/,
    method,
    handler: 0,
    gives: [{ parameter: 0, request: options }],
    schema: "input",
    label: "this procedure",
  })),
}
