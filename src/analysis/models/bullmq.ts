import type { TechnologyModel } from "./model.ts"

const ADDING = ["add", "addBulk", "upsertJobScheduler"]

export const bullmq: TechnologyModel = {
  technology: "BullMQ",
  packages: ["bullmq", "bull"],
  same: [
    { from: "bullmq()", to: "bullmq.Queue()" },
    { from: "bullmq.FlowProducer()", to: "bullmq.Queue()" },
  ],
  facts: ADDING.map((method) => ({ call: `bullmq.Queue().${method}`, is: ["returns-promise"] as const })),
}
