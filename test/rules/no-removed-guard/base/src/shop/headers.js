// @ts-nocheck fixture
const helmet = require("helmet")

exports.headers = (config) => helmet({ frameguard: config.frames })
