// @ts-nocheck fixture
import mongoose from "mongoose"

const schema = new mongoose.Schema({
  email: String,
  password: { type: String, select: false },
})

export const Admin = mongoose.model("Admin", schema)
