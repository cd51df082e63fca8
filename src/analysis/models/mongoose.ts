import type { TechnologyModel } from "./model.ts"
import { VALUES } from "./mongodb.ts"

const FILTERS = [
  "find",
  "findOne",
  "findOneAndUpdate",
  "findOneAndDelete",
  "updateOne",
  "updateMany",
  "deleteOne",
  "deleteMany",
  "countDocuments",
  "exists",
  "distinct",
  "where",
  "aggregate",
  "findOneAndReplace",
  "replaceOne",
  "count",
  "remove",
  "update",
]
const MODEL_NAME = /^(?:\w+\.)?[A-Z]\w*$|Model$/
const SET = ["$set", "$setOnInsert", "*"]
const WRITES = [
  { method: "create", at: 0 },
  { method: "insertMany", at: 0 },
  ...["updateOne", "updateMany", "replaceOne", "findOneAndUpdate", "findOneAndReplace", "findByIdAndUpdate"].map((method) => ({
    method,
    at: 1,
  })),
]

const CHANGES = [
  "create",
  "insertMany",
  "bulkWrite",
  "updateOne",
  "updateMany",
  "replaceOne",
  "deleteOne",
  "deleteMany",
  "findByIdAndUpdate",
  "findByIdAndDelete",
  "findOneAndUpdate",
  "findOneAndReplace",
  "findOneAndDelete",
  "findByIdAndRemove",
  "findOneAndRemove",

  "insertOne",
  "bulkSave",
]

export const mongoose: TechnologyModel = {
  technology: "Mongoose",
  packages: ["mongoose", "@nestjs/mongoose"],
  same: [{ from: "mongoose.Model()", to: "mongoose.model()" }],
  sinks: [
    ...FILTERS.map(
      (method) =>
        ({
          call: `mongoose.model().${method}`,
          kind: "nosql",
          arguments: [method === "distinct" ? 1 : 0],
          except: VALUES,
          needs: "shape",
        }) as const,
    ),
    ...["find", "findOne", "where", "countDocuments"].map(
      (method) => ({ call: `mongoose.model().${method}`, kind: "nosql", arguments: [0], properties: ["$where"], needs: "string" }) as const,
    ),
    { call: "mongoose.model().$where", kind: "nosql", arguments: [0], needs: "string" },
    { call: "mongoose.model()", kind: "mass-assignment", arguments: [0], properties: ["*"], needs: "shape" },
    ...WRITES.map(
      ({ method, at }) =>
        ({ call: `mongoose.model().${method}`, kind: "mass-assignment", arguments: [at], properties: SET, needs: "shape" }) as const,
    ),
  ],
  namedSinks: [
    ...[
      "find",
      "findOne",
      "findOneAndUpdate",
      "findOneAndDelete",
      "findOneAndReplace",
      "deleteOne",
      "deleteMany",
      "updateOne",
      "updateMany",
      "countDocuments",
      "exists",
    ].map((method) => ({ receiver: MODEL_NAME, method, kind: "nosql", arguments: [0], except: VALUES, needs: "shape" }) as const),
    { receiver: /./, method: "$where", kind: "nosql", arguments: [0], needs: "string" },
    ...WRITES.map(
      ({ method, at }) =>
        ({ receiver: MODEL_NAME, method, kind: "mass-assignment", arguments: [at], properties: SET, needs: "shape" }) as const,
    ),
  ],
  facts: [
    { call: "mongoose.model().find", is: ["returns-promise", "db-list"] },
    ...["findOne", "findById", "countDocuments", "estimatedDocumentCount", "exists", "distinct"].map((method) => ({
      call: `mongoose.model().${method}`,
      is: ["returns-promise", "db-read"] as const,
    })),
    ...CHANGES.map((method) => ({ call: `mongoose.model().${method}`, is: ["returns-promise", "db-write"] as const })),
    ...["save", "deleteOne", "updateOne"].map((method) => ({
      call: `mongoose.model()().${method}`,
      is: ["returns-promise", "db-write"] as const,
    })),
    { call: "mongoose.model()().populate", is: ["returns-promise", "db-read"] },
    { call: "mongoose.model().populate", is: ["returns-promise", "db-read"] },
    ...["commitTransaction", "abortTransaction", "withTransaction"].map((method) => ({
      call: `mongoose.startSession().${method}`,
      is: ["returns-promise"] as const,
    })),
  ],
  namedFacts: [
    {
      receiver: /^(?:\w+\.)?[A-Z]\w*$|Model$/,
      methods: ["findById", "findOne", "countDocuments", "findByIdAndUpdate", "findOneAndUpdate"],
      is: ["returns-promise", "db-read"],
    },
  ],
  rows: {
    one: ["findById", "findOne", "findOneAndUpdate", "findByIdAndUpdate", "findOneAndReplace", "create"],
    many: ["find", "insertMany"],
    keeps: {
      create: { argument: 0 },
      insertMany: { argument: 0 },
      ...Object.fromEntries(
        ["updateOne", "updateMany", "update", "replaceOne", "findOneAndUpdate", "findOneAndReplace", "findByIdAndUpdate"].map((method) => [
          method,
          { argument: 1, properties: ["$set", "$setOnInsert", "$push", "$addToSet"] },
        ]),
      ),
    },
    rowKeeps: ["set", "updateOne", "overwrite"],
    same: ["save", "exec", "lean", "populate", "sort", "limit", "skip", "select", "toObject", "toJSON", "orFail", "where", "equals"],
  },
}
