import { codeKinds } from "./model.ts"
import type { RequestModel, TechnologyModel } from "./model.ts"

const EVERYTHING = ["string", "shape", "host", "path"] as const

// https://amqp-node.github.io/amqplib/channel_api.html#channel_consume
const message: RequestModel = {
  framework: "Node.js",
  parameter: 0,
  properties: { content: EVERYTHING, "properties.headers": EVERYTHING, "fields.routingKey": EVERYTHING },
  methods: {},
}

const CHANNEL = "amqplib.connect().createChannel()"
const ASKING = ["assertQueue", "assertExchange", "bindQueue", "consume", "prefetch", "waitForConfirms", "deleteQueue", "purgeQueue"]

export const amqplib: TechnologyModel = {
  technology: "RabbitMQ",
  packages: ["amqplib"],
  same: [
    { from: "amqplib.Channel()", to: CHANNEL },
    { from: "amqplib.ConfirmChannel()", to: CHANNEL },
    { from: "amqplib.connect().createConfirmChannel()", to: CHANNEL },
    { from: "amqplib.ChannelModel()", to: "amqplib.connect()" },
    { from: "amqplib.Connection()", to: "amqplib.connect()" },
  ],
  listeners: [{ call: `${CHANNEL}.consume` }, { receiver: /^(?:\w*channel|ch)$/i, method: "consume" }].map((way) => ({
    ...way,
    where: ["amqplib", "amqp-connection-manager"],
    handler: 1,
    gives: [{ parameter: 0, request: message }],
    only: codeKinds,
    label: "a message of the queue",
  })),
  facts: [
    { call: "amqplib.connect", is: ["returns-promise"] },
    ...ASKING.map((method) => ({ call: `${CHANNEL}.${method}`, is: ["returns-promise"] as const })),
  ],
}
