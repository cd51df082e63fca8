// @ts-nocheck fixture
exports.close = async (team, storage) => {
  const subscription = await team.getSubscription()
  // ruleid: no-floating-promise
  if (subscription) await subscription.destroy()
  const stages = await team.stages()
  // ruleid: no-floating-promise
  for (const stage of stages) await stage.save()
  for (let at = 0; at < stages.length; at++) {
    // ruleid: no-floating-promise
    await stages[at].destroy()
    // ok: no-floating-promise
    await stages[at].reload()
  }
  const upload = storage.open(team.logo)
  // ok: no-floating-promise
  upload.destroy()
  const readStream = await storage.read(team.logo)
  // ok: no-floating-promise
  readStream.destroy()
}
