// What a function gives back is registered by whoever calls it.
const server = require("@hapi/hapi").server()
const { MongoClient } = require("mongodb")

const client = new MongoClient("mongodb://store.internal")

function readFilter({ min = "0" }) {
  const least = Number.parseFloat(min)
  if (!Number.isFinite(least)) throw new Error("min must be a number")
  return { min, least }
}

function customerRoutes(db) {
  const customers = db.collection("customers")
  return [
    {
      method: "GET",
      path: "/customers/top",
      async handler(request) {
        const { min, least } = readFilter(request.query)
        // ok: no-nosql-injection
        await customers.find({ active: true, $where: `this.spent >= ${least}` }).limit(20).toArray()
        // ruleid: no-nosql-injection
        return customers.find({ active: true, $where: `this.spent >= ${min}` }).limit(20).toArray()
      },
    },
  ]
}

server.route(customerRoutes(client.db("crm")))
