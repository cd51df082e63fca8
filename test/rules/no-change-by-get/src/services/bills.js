const { Post } = require("../models")

exports.approve = async (id) => Post.updateOne({ _id: String(id) }, { $set: { approved: true } })

exports.load = async (id) => Post.findById(id)

exports.cancelReasons = () => ["too late", "too much"]
