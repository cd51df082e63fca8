const Queue = require("bee-queue")

exports.images = new Queue("images")
exports.images.process(4, async (job) => require("./resize").resize(job.data))
