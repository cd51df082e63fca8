// @ts-nocheck fixture
function AllocationsDAO(db) {
  const allocations = db.collection("allocations")

  this.above = (threshold, done) => {
    // ruleid: no-nosql-injection
    allocations.find({ $where: `this.stocks > '${threshold}'` }).toArray(done)
  }

  this.between = (low, high, done) => {
    const criteria = () => (high ? { $where: `this.stocks > ${low} && this.stocks < ${high}` } : { stocks: 0 })
    // ruleid: no-nosql-injection
    allocations.find(criteria()).toArray(done)
  }

  this.of = (userId, done) => {
    // ok: no-nosql-injection
    db.collection("allocations").findOne({ userId: parseInt(userId, 10) }, done)
  }
}

module.exports = { AllocationsDAO }
