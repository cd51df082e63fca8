// @ts-nocheck fixture
import { createApp } from "./app.js"

// ruleid: require-graceful-shutdown
createApp().listen(3000)
