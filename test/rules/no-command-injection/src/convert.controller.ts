// @ts-nocheck fixture
import { Body, Controller, Injectable, Post } from "@nestjs/common"
import { EventEmitter2, OnEvent } from "@nestjs/event-emitter"
import { exec, execFile } from "node:child_process"
import { EventEmitter } from "node:events"

@Controller("files")
export class FilesController {
  constructor(private readonly events: EventEmitter2) {}

  @Post()
  add(@Body() body: { name: string }) {
    this.events.emit("file.added", { name: body.name })
    jobs.emit("convert", body.name)
    return { ok: true }
  }
}

@Injectable()
export class FilesListener {
  @OnEvent("file.added")
  scan({ name }: { name: string }) {
    // ruleid: no-command-injection
    exec(`clamscan ${name}`)
  }

  @OnEvent("file.added")
  measure({ name }: { name: string }) {
    // ok: no-command-injection
    execFile("stat", ["--", name])
  }
}

class Jobs extends EventEmitter {
  constructor() {
    super()
    this.on("convert", this.convert.bind(this))
    this.on("other", this.other)
  }

  convert(name: string) {
    // ruleid: no-command-injection
    exec(`convert ${name} out.png`)
  }

  other(name: string) {
    // ok: no-command-injection
    exec(`other ${name}`)
  }
}

const jobs = new Jobs()
