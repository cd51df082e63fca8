import type { RequestModel, TechnologyModel } from "./model.ts"

const EVERYTHING = ["string", "shape", "host", "path"] as const
const TEXT = ["string", "host", "path"] as const
// https://socket.io/docs/v4/server-socket-instance/#sockethandshake
const handshake: RequestModel = {
  framework: "Node.js",
  parameter: 0,
  properties: { "handshake.query": TEXT, "handshake.auth": EVERYTHING, "handshake.headers": TEXT, "handshake.url": TEXT },
  methods: {},
}
const upgrade: RequestModel = { framework: "Node.js", parameter: 0, properties: { url: TEXT, headers: TEXT }, methods: {} }
// The events of the library itself.
const OWN = /^(?:connect\w*|disconnect\w*|error|close|open|ping|pong|upgrade|unexpected-response)$/

/** Sockets: what comes over one is a client's as much as a request is. */
export const webSockets: TechnologyModel = {
  technology: "Socket.IO",
  packages: ["socket.io"],
  listeners: [
    {
      where: ["socket.io"],
      receiver: /^(?:socket|client|conn(?:ection)?)$/,
      method: "on",
      handedBy: "connection",
      event: new RegExp(`^(?!${OWN.source.slice(1, -1)}$)`),
      handler: 1,
      gives: [0, 1, 2].map((parameter) => ({ parameter, controls: EVERYTHING })),
      label: "a message of the socket",
    },
    {
      where: ["ws", "@fastify/websocket", "express-ws"],
      receiver: /^(?:ws|socket|client|conn(?:ection)?|webSocket)$/i,
      method: "on",
      handedBy: "connection",
      event: /^message$/,
      handler: 1,
      gives: [{ parameter: 0, controls: TEXT }],
      label: "a message of the socket",
    },
    {
      where: ["@nestjs/websockets"],
      decorator: /^SubscribeMessage$/,
      gives: [{ parameter: 1, controls: EVERYTHING }],
      label: "a message of the socket",
    },
    {
      where: ["socket.io"],
      receiver: /^(?:io|nsp?|namespace|sockets|server|\w+Io)$/,
      method: "on",
      event: /^connect(?:ion)?$/,
      handler: 1,
      gives: [{ parameter: 0, request: handshake }],
      label: "whoever opens a socket",
    },
    {
      where: ["socket.io"],
      receiver: /^(?:io|nsp?|namespace|\w+Io)$/,
      method: "use",
      handler: 0,
      gives: [{ parameter: 0, request: handshake }],
      label: "whoever opens a socket",
    },
    {
      where: ["ws"],
      receiver: /^(?:wss|server|\w*(?:[sS]ocket|[wW]s)Server)$/,
      method: "on",
      event: /^connection$/,
      handler: 1,
      gives: [{ parameter: 1, request: upgrade }],
      label: "whoever opens a socket",
    },
  ],
}
