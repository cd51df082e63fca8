import type { TechnologyModel } from "./model.ts"

const ADDING = ["add", "addBulk", "upsertJobScheduler"]

export const bullmq: TechnologyModel = {
  technology: "BullMQ",
  packages: ["bullmq", "bull"],
  same: [
    { from: "bullmq()", to: "bullmq.Queue()" },
    { from: "bullmq.FlowProducer()", to: "bullmq.Queue()" },
  ],
  listeners: [
    { where: ["bullmq"], call: "bullmq.Worker", handler: 1, gives: [{ parameter: 0, job: "data" }], label: "a job of the queue" },
    ...[0, 1, 2].map((handler) => ({
      where: ["bull"],
      receiver: /queue$/i,
      method: "process",
      handler,
      gives: [{ parameter: 0, job: "data" }],
      label: "a job of the queue",
    })),
    {
      where: ["@nestjs/bull", "@nestjs/bullmq"],
      decorator: /^Process$/,
      gives: [{ parameter: 0, job: "data" }],
      label: "a job of the queue",
    },
  ],
  handsOn: [
    { call: "bullmq.Queue().add", argument: 0 },
    { call: "bullmq.Queue().add", argument: 1 },
    { receiver: /queue$/i, method: "add", argument: 0 },
    { receiver: /queue$/i, method: "add", argument: 1 },
  ],
  facts: ADDING.map((method) => ({ call: `bullmq.Queue().${method}`, is: ["returns-promise"] as const })),
}
