const values = new Map()
exports.settings = {
  read(name) {
    return values.get(name)
  },
}
