// ruleid: no-lost-hook
exports.startTimer = function startTimer(instance, options, done) {
  instance.addHook("onResponse", async (request, reply) => instance.log.info({ ms: reply.elapsedTime }))
  done()
}
