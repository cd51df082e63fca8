import type { TechnologyModel } from "./model.ts"

const EVERYTHING = ["string", "shape", "host", "path"] as const
const TEXT = ["string", "host", "path"] as const
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
      event: new RegExp(`^(?!${OWN.source.slice(1, -1)}$)`),
      handler: 1,
      gives: [0, 1, 2].map((parameter) => ({ parameter, controls: EVERYTHING })),
      label: "a message of the socket",
    },
    {
      where: ["ws", "@fastify/websocket", "express-ws"],
      receiver: /^(?:ws|socket|client|conn(?:ection)?|webSocket)$/i,
      method: "on",
      event: /^message$/,
      handler: 1,
      gives: [{ parameter: 0, controls: TEXT }],
      label: "a message of the socket",
    },
    {
      where: ["@nestjs/websockets"],
      decorator: /^SubscribeMessage$/,
      gives: [],
      label: "a message of the socket",
    },
  ],
}
