exports.read = async (caller, id) => {
  if (!caller.isMember) throw new ForbiddenError()
  return await notes.findById(id)
}

exports.write = async (caller, id, text) => {
  if (!caller.isMember) throw new ForbiddenError()
  return await notes.updateText(id, text)
}

exports.remove = async (caller, id) => {
  if (!caller.isMember) throw new ForbiddenError()
  return await notes.removeById(id)
}
