;(function (scope, build) {
  if (typeof define === "function" && define.amd) define([], build)
  else if (typeof exports === "object") module.exports = build()
  else scope.sheet = build()
})(this, function () {
  function lineMaker(columns, settings) {
    var name = settings.rowName || "row"
    var body = "return [" + columns.map((each) => name + "[" + JSON.stringify(each) + "]").join() + "]"
    // ruleid: no-code-injection
    return new Function(name, body)
  }

  function pickMaker(column) {
    // ok: no-code-injection
    return new Function("row", "return row[" + JSON.stringify(column) + "]")
  }

  function pairMaker(column, other) {
    // ruleid: no-code-injection
    return new Function("row", "return [row[" + JSON.stringify(column) + "], row." + other + "]")
  }

  return { lineMaker: lineMaker, pickMaker: pickMaker, pairMaker: pairMaker }
})
