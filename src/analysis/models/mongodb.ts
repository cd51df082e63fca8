import type { TechnologyModel } from "./model.ts"

const COLLECTION = "mongodb.MongoClient().db().collection()"
const FILTERS = [
  "find",
  "findOne",
  "findOneAndUpdate",
  "findOneAndReplace",
  "findOneAndDelete",
  "updateOne",
  "updateMany",
  "replaceOne",
  "deleteOne",
  "deleteMany",
  "countDocuments",
  "aggregate",
  "count",
  "findAndModify",
  "remove",
  "update",
]
const COLLECTION_NAME = /(?:^|\.)collection\(|(?:^|[a-z])(?:[cC]ol|[cC]oll|[cC]ollection)$/
const SET = ["$set", "$setOnInsert", "*"]
const WRITES = [
  { method: "insertOne", at: 0 },
  { method: "insertMany", at: 0 },
  ...["updateOne", "updateMany", "replaceOne", "findOneAndUpdate", "findOneAndReplace"].map((method) => ({ method, at: 1 })),
]

/** Operators that compare with whatever they are given: an object there is a value, no operator. */
export const VALUES: readonly string[] = ["$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin"]

export const mongodb: TechnologyModel = {
  technology: "MongoDB",
  // The plug-ins hand its client on, the others speak its language over files or memory.
  packages: [
    "mongodb",
    "@fastify/mongodb",
    "fastify-mongodb",
    "koa-mongo",
    "marsdb",
    "nedb",
    "@seald-io/nedb",
    "nedb-promises",
    "tingodb",
    "monk",
  ],
  same: [
    { from: "mongodb.Collection()", to: COLLECTION },
    { from: "mongodb.Db()", to: "mongodb.MongoClient().db()" },
    { from: "mongodb.MongoClient.connect()", to: "mongodb.MongoClient()" },
    // `monk("host/app").get("users")`, an alias of the same package.
    { from: "mongodb().get()", to: COLLECTION },
    { from: "mongodb().create()", to: COLLECTION },
    { from: "mongodb.default().get()", to: COLLECTION },
  ],
  sinks: [
    ...FILTERS.map(
      (method) => ({ call: `${COLLECTION}.${method}`, kind: "nosql", arguments: [0], except: VALUES, needs: "shape" }) as const,
    ),
    ...FILTERS.map(
      (method) => ({ call: `${COLLECTION}.${method}`, kind: "nosql", arguments: [0], properties: ["$where"], needs: "string" }) as const,
    ),
    { call: `${COLLECTION}.distinct`, kind: "nosql", arguments: [1], except: VALUES, needs: "shape" },
    { call: `${COLLECTION}.mapReduce`, kind: "nosql", arguments: [0, 1], needs: "string" },
    { call: "mongodb.MongoClient().db().command", kind: "nosql", arguments: [0], except: VALUES, needs: "shape" },
    { call: "mongodb.MongoClient().db().eval", kind: "code", arguments: [0], needs: "string" },
    ...WRITES.map(
      ({ method, at }) =>
        ({ call: `${COLLECTION}.${method}`, kind: "mass-assignment", arguments: [at], properties: SET, needs: "shape" }) as const,
    ),
  ],
  namedSinks: [
    ...FILTERS.map(
      (method) => ({ receiver: COLLECTION_NAME, method, kind: "nosql", arguments: [0], except: VALUES, needs: "shape" }) as const,
    ),
    ...FILTERS.map(
      (method) =>
        ({ receiver: /./, method, kind: "nosql", arguments: [0], properties: ["$where"], inProperty: true, needs: "string" }) as const,
    ),
    ...WRITES.map(
      ({ method, at }) =>
        ({ receiver: COLLECTION_NAME, method, kind: "mass-assignment", arguments: [at], properties: SET, needs: "shape" }) as const,
    ),
  ],
  facts: [
    { call: `${COLLECTION}.find`, is: ["db-list"] },
    { call: `${COLLECTION}.aggregate`, is: ["db-list"] },
    ...["findOne", "countDocuments", "estimatedDocumentCount", "distinct"].map((method) => ({
      call: `${COLLECTION}.${method}`,
      is: ["returns-promise", "db-read"] as const,
    })),
    { call: "mongodb.MongoClient.connect", is: ["returns-promise"] },
    { call: "mongodb.MongoClient().connect", is: ["returns-promise"] },
    ...["commitTransaction", "abortTransaction", "withTransaction"].map((method) => ({
      call: `mongodb.MongoClient().startSession().${method}`,
      is: ["returns-promise"] as const,
    })),
    ...[
      "insertOne",
      "insertMany",
      "updateOne",
      "updateMany",
      "replaceOne",
      "deleteOne",
      "deleteMany",
      "bulkWrite",
      "findOneAndUpdate",
      "findOneAndReplace",
      "findOneAndDelete",
    ].map((method) => ({
      call: `${COLLECTION}.${method}`,
      is: ["returns-promise", "db-write"] as const,
    })),
  ],
  namedFacts: [
    { receiver: /(?:^|\.)(?:collection\(|\w*[cC]ollection$)/, methods: ["findOne", "countDocuments"], is: ["returns-promise", "db-read"] },
  ],
}
