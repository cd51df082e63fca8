import type { TechnologyModel } from "./model.ts"

const COLLECTION = "mongodb.MongoClient().db().collection()"
const FILTERS = ["find", "findOne", "findOneAndUpdate", "findOneAndReplace", "findOneAndDelete", "updateOne", "updateMany", "replaceOne", "deleteOne", "deleteMany", "countDocuments"]

export const mongodb: TechnologyModel = {
  technology: "MongoDB",
  packages: ["mongodb"],
  same: [
    { from: "mongodb.Collection()", to: COLLECTION },
    { from: "mongodb.Db()", to: "mongodb.MongoClient().db()" },
    { from: "mongodb.MongoClient.connect()", to: "mongodb.MongoClient()" },
  ],
  sinks: FILTERS.map((method) => ({ call: `${COLLECTION}.${method}`, kind: "nosql", arguments: [0], needs: "shape" })),
  facts: [
    { call: `${COLLECTION}.find`, is: ["db-list"] },
    ...["findOne", "countDocuments"].map((method) => ({ call: `${COLLECTION}.${method}`, is: ["returns-promise", "db-read"] as const })),
  ],
  namedFacts: [{ receiver: /(?:^|\.)(?:collection\(|\w*[cC]ollection$)/, methods: ["findOne", "countDocuments"], is: ["returns-promise", "db-read"] }],
}
