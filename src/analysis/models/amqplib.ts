import type { TechnologyModel } from "./model.ts"

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
  facts: [
    { call: "amqplib.connect", is: ["returns-promise"] },
    ...ASKING.map((method) => ({ call: `${CHANNEL}.${method}`, is: ["returns-promise"] as const })),
  ],
}
