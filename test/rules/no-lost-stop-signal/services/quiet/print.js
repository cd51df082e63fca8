console.log("done")
