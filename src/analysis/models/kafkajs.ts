import type { TechnologyModel } from "./model.ts"

export const kafkajs: TechnologyModel = {
  technology: "Kafka",
  packages: ["kafkajs", "@confluentinc/kafka-javascript"],
  same: [
    { from: "kafkajs.Producer()", to: "kafkajs.Kafka().producer()" },
    { from: "kafkajs.Consumer()", to: "kafkajs.Kafka().consumer()" },
  ],
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
