import { codeKinds } from "./model.ts"
import type { RequestModel, TechnologyModel } from "./model.ts"

const EVERYTHING = ["string", "shape", "host", "path"] as const

// https://kafka.js.org/docs/consuming
const message: RequestModel = {
  framework: "Node.js",
  parameter: 0,
  properties: {
    "message.value": EVERYTHING,
    "message.key": EVERYTHING,
    "message.headers": EVERYTHING,
    "batch.messages": EVERYTHING,
  },
  methods: {},
}

export const kafkajs: TechnologyModel = {
  technology: "Kafka",
  packages: ["kafkajs", "@confluentinc/kafka-javascript"],
  same: [
    { from: "kafkajs.Producer()", to: "kafkajs.Kafka().producer()" },
    { from: "kafkajs.Consumer()", to: "kafkajs.Kafka().consumer()" },
  ],
  listeners: ["eachMessage", "eachBatch"].flatMap((handler) => {
    const listener = {
      where: ["kafkajs", "@confluentinc/kafka-javascript"],
      handler,
      gives: [{ parameter: 0, request: message }],
      only: codeKinds,
      label: "a message of the topic",
    }
    return [
      { ...listener, call: "kafkajs.Kafka().consumer().run" },
      { ...listener, receiver: /consumer$/i, method: "run" },
    ]
  }),
  facts: [
    ...["connect", "send", "sendBatch"].map((method) => ({
      call: `kafkajs.Kafka().producer().${method}`,
      is: ["returns-promise"] as const,
    })),
    ...["connect", "subscribe", "run", "commitOffsets"].map((method) => ({
      call: `kafkajs.Kafka().consumer().${method}`,
      is: ["returns-promise"] as const,
    })),
  ],
}
