const kind = process.env.STORE
module.exports = require(`./stores/${kind}`)
