exports.isOwnPage = (address) => typeof address === "string" && address[0] === "/"

exports.isOwnPath = (address) => typeof address === "string" && address.charAt(0) === "/" && !/^\/[/\\]/.test(address)

exports.isOneOfOurs = (address) => address === "/" || address === "/account"
