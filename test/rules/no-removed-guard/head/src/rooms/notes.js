exports.read = async (caller, id) => {
  return await notes.findById(id)
}

exports.write = async (caller, id, text) => {
  return await notes.updateText(id, text)
}

exports.remove = async (caller, id) => {
  return await notes.removeById(id)
}
