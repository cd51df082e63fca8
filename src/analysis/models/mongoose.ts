import type { TechnologyModel } from "./model.ts"

const FILTERS = ["find", "findOne", "findOneAndUpdate", "findOneAndDelete", "updateOne", "updateMany", "deleteOne", "deleteMany", "countDocuments", "exists", "distinct", "where"]

export const mongoose: TechnologyModel = {
  technology: "Mongoose",
  packages: ["mongoose", "@nestjs/mongoose"],
  same: [{ from: "mongoose.Model()", to: "mongoose.model()" }],
  sinks: FILTERS.map((method) => ({ call: `mongoose.model().${method}`, kind: "nosql", arguments: [method === "distinct" ? 1 : 0], needs: "shape" })),
  namedSinks: ["findOne", "findOneAndUpdate", "findOneAndDelete", "deleteOne", "updateOne", "countDocuments"].map((method) => ({
    receiver: /^(?:\w+\.)?[A-Z]\w*$|Model$/,
    method,
    kind: "nosql",
    arguments: [0],
    needs: "shape",
  })),
  facts: [
    { call: "mongoose.model().find", is: ["returns-promise", "db-list"] },
    ...["findOne", "findById", "countDocuments", "exists"].map((method) => ({ call: `mongoose.model().${method}`, is: ["returns-promise", "db-read"] as const })),
  ],
  namedFacts: [{ receiver: /^(?:\w+\.)?[A-Z]\w*$|Model$/, methods: ["findById", "findOne", "countDocuments", "findByIdAndUpdate", "findOneAndUpdate"], is: ["returns-promise", "db-read"] }],
}
