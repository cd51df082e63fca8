import fs from "node:fs"
import { CanActivate, ExecutionContext, Injectable } from "@nestjs/common"

@Injectable()
export class LanguageGuard implements CanActivate {
  canActivate(context: ExecutionContext) {
    const request = context.switchToHttp().getRequest()
    // ruleid: no-path-traversal
    request.texts = fs.readFileSync(`languages/${request.headers.language}.json`, "utf8")
    // ok: no-path-traversal
    return fs.readFileSync(`languages/${context.getClass().name}.json`, "utf8") !== ""
  }
}
