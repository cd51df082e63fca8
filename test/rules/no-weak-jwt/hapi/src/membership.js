// @ts-nocheck fixture
const remote = require("./remote-sessions")

exports.membership = async (claims) => ({ isValid: claims.member === true })
exports.askedElsewhere = (request) => remote(request)
