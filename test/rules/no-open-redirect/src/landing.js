exports.landing = (value) => (typeof value === "string" && value.startsWith("/") ? value : "/")

exports.landingInside = (value) => {
  if (typeof value !== "string" || !value.startsWith("/") || value.startsWith("//") || value.startsWith("/\\")) return "/"
  return value
}

exports.landingBySign = (value) => (value[0] === "/" && value[1] !== "/" && value[1] !== "\\" ? value : "/")
