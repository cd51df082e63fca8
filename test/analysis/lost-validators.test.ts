import { expect, test } from "vitest"
import { lostValidators } from "../../src/analysis/change/lost-validators.ts"
import { createProject } from "../../src/analysis/source/project.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

const controller =
  'import { Body, Controller, Post } from "@nestjs/common"\n@Controller()\nexport class Tokens {\n  @Post() create(@Body() body: CreateToken) {}\n}\n'

function lost(before: string, after: string): string[] {
  const source = (members: string) =>
    `import { IsIn, IsOptional, IsString, MaxLength } from "class-validator"\n\nexport class CreateToken {\n  ${members}\n}\n`
  const tree = (members: string) => aTree({ "src/tokens.controller.ts": controller, "src/create-token.ts": source(members) })
  const [base, head] = [tree(before), tree(after)]
  const all = lostValidators(createProject(base, new Map()), createProject(head, new Map()), aDiff(base, head))
  return all.map((each) => `${each.className}: ${each.properties.join(", ")}`)
}

test("a property that nothing checks any more is lost", () => {
  expect(lost("@IsString() label: string", "label: string")).toEqual(["CreateToken: label"])
  expect(lost("@IsString() label: string", "@IsOptional() label?: string")).toEqual(["CreateToken: label"])
})

test("a property that is checked in another way, that goes or that was never checked is not", () => {
  expect(lost("@IsString() label: string", '@IsIn(["read", "write"]) label: string')).toEqual([])
  expect(lost("@IsString() label: string", "@IsString() @MaxLength(100) label: string")).toEqual([])
  expect(lost("@IsString() label: string", "@IsString() title: string")).toEqual([])
  expect(lost("@IsOptional() label?: string", "label?: string")).toEqual([])
  expect(lost("@IsString() label: string", "@ToText() label: string")).toEqual([])
  expect(lost("@IsString() label: string", "@ApiProperty() label: string")).toEqual(["CreateToken: label"])
})
