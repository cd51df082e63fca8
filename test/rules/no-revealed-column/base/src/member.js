const mongoose = require("mongoose")

const memberSchema = new mongoose.Schema({
  name: { type: String },
  password: { type: String, select: false },
})
module.exports = mongoose.model("Member", memberSchema)
