import type { RequestModel, TechnologyModel } from "./model.ts"

const TEXT = ["string", "host", "path"] as const

// https://grpc.github.io/grpc/node/grpc-ServerUnaryCall.html; fields are of the types that the service declares, and objects as well where it says so.
const call: RequestModel = {
  framework: "Node.js",
  parameter: 0,
  properties: { request: TEXT, metadata: TEXT },
  methods: { "metadata.get": TEXT },
}

/** Servers of gRPC: their methods are handed what another program sends. */
export const grpc: TechnologyModel = {
  technology: "gRPC",
  packages: ["@grpc/grpc-js", "grpc"],
  listeners: [
    {
      where: ["@grpc/grpc-js", "grpc"],
      origin: /^(?:@grpc\/grpc-js|grpc)(?:\.default)?\.Server\(\)$/,
      receiver: /^(?:grpc_?)?server$/i,
      method: "addService",
      table: 1,
      gives: [{ parameter: 0, request: call }],
      label: "a call over gRPC",
    },
  ],
}
