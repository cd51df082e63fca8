import { codeKinds } from "./model.ts"
import type { Listener, RequestModel, TechnologyModel } from "./model.ts"

const EVERYTHING = ["string", "shape", "host", "path"] as const

// https://modelcontextprotocol.io/specification: `tools/call`
const request: RequestModel = { framework: "Node.js", parameter: 0, properties: { "params.arguments": EVERYTHING }, methods: {} }

const SERVER = /^(?:server|_?mcp(?:_?server)?|app)$/i

/** Tools that a language model calls with arguments of its own, or of whoever wrote a text that it read. */
export const modelContextProtocol: TechnologyModel = {
  technology: "Model Context Protocol",
  packages: ["@modelcontextprotocol/sdk"],
  listeners: [
    { receiver: SERVER, method: "tool", handler: -1, gives: [{ parameter: 0, controls: EVERYTHING }] },
    { receiver: SERVER, method: "registerTool", handler: -1, gives: [{ parameter: 0, controls: EVERYTHING }] },
    { receiver: SERVER, method: "addTool", handler: "execute", gives: [{ parameter: 0, controls: EVERYTHING }] },
    { receiver: SERVER, method: "setRequestHandler", handler: -1, gives: [{ parameter: 0, request }] },
  ].map((taken): Listener => ({
    where: ["@modelcontextprotocol/sdk", "fastmcp"],
    ...taken,
    only: codeKinds,
    label: "a tool of this server",
  })),
}
