// @ts-nocheck fixture
import { BadRequestException, Injectable, PipeTransform } from "@nestjs/common"

@Injectable()
export class BodySchemaPipe implements PipeTransform {
  constructor(private readonly schema) {}

  // ruleid: require-value-from-pipe
  transform(value: unknown, metadata) {
    if (metadata.type === "body") {
      const result = this.schema.safeParse(value)
      if (!result.success) throw new BadRequestException(result.error.message)
      return result.data
    }
  }
}

export class TrimPipe implements PipeTransform<string, string> {
  // ruleid: require-value-from-pipe
  transform(value: string) {
    try {
      return value.trim()
    } catch (error) {
      this.logger.warn(error)
    }
  }
}

export class NumberPipe implements PipeTransform {
  // ok: require-value-from-pipe
  transform(value: string, metadata) {
    if (metadata.type !== "query") return value
    const parsed = Number(value)
    if (Number.isNaN(parsed)) throw new BadRequestException("not a number")
    return parsed
  }
}

export class ElsePipe implements PipeTransform {
  // ok: require-value-from-pipe
  transform(value: string, metadata) {
    if (metadata.type === "body") {
      return JSON.parse(value)
    } else {
      throw new BadRequestException("only bodies")
    }
  }
}

export class KindPipe implements PipeTransform {
  // ok: require-value-from-pipe
  transform(value: string, metadata) {
    switch (metadata.type) {
      case "body":
        return JSON.parse(value)
      default:
        return value
    }
  }
}

export class FailingPipe implements PipeTransform {
  // ok: require-value-from-pipe
  transform(value: string) {
    if (value) return value
    this.fail("missing")
  }
}

export class RefusingPipe implements PipeTransform {
  // ok: require-value-from-pipe
  transform(value: string) {
    if (!value) throw new BadRequestException("missing")
  }
}

export class NoPipe {
  // ok: require-value-from-pipe
  transform(value: string) {
    if (value) return value.trim()
  }
}
