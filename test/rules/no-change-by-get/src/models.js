const mongoose = require("mongoose")

module.exports.Post = mongoose.model("Post", new mongoose.Schema({ title: String, owner: String, views: Number }))
