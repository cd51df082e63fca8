import { codeKinds } from "./model.ts"
import type { RequestModel, TechnologyModel } from "./model.ts"

const TEXT = ["string", "host", "path"] as const

// https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html, with-s3.html, with-sns.html
const event: RequestModel = { framework: "Node.js", parameter: 0, properties: { Records: TEXT }, methods: {} }
const message: RequestModel = { framework: "Node.js", parameter: 0, properties: { Body: TEXT, MessageAttributes: TEXT }, methods: {} }
const received: RequestModel = { framework: "Node.js", parameter: 0, properties: { Messages: TEXT }, methods: {} }

/** What comes out of queues, topics and buckets: words of whoever put it there. */
export const awsEvents: TechnologyModel = {
  technology: "AWS events",
  packages: ["@aws-sdk/client-sqs"],
  listeners: [
    {
      where: [],
      says: /\bRecords\b/,
      exported: /^(?:\w+H|h|lambdaH)andler$|^main$/,
      gives: [{ parameter: 0, request: event }],
      only: codeKinds,
      label: "this function",
    },
    ...["handleMessage", "handleMessageBatch"].map((handler) => ({
      where: ["sqs-consumer"],
      call: "sqs-consumer.Consumer.create",
      handler,
      gives: [handler === "handleMessage" ? { parameter: 0, request: message } : { parameter: 0, controls: TEXT }],
      only: codeKinds,
      label: "a message of the queue",
    })),
  ],
  passages: [
    { call: "@aws-sdk/client-sqs.ReceiveMessageCommand", from: [], drops: [], receives: received },
    { call: "@aws-sdk/client-sqs.SQSClient().send", from: [0], drops: [] },
  ],
}
