import { propertyName } from "../source/ast.ts"
import { setterKey } from "./instances.ts"
import { localOf } from "./locals.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import { addForLater, putOnRequest, putsInto, readProperty } from "./properties.ts"
import { keepColumn } from "./rows.ts"
import { lookAtAssignment } from "./sinks.ts"
import { assign } from "./environment.ts"
import { advance, elementAt, join, taintIn } from "./value.ts"
import type { Environment, Value } from "./value.ts"
import { tell } from "./walk.ts"
import type { Frame, Walk } from "./walk.ts"

/** Gives a variable, a pattern or a property a value; assignments of properties are only looked at with a frame. */
export function bind(walk: Walk, module: SourceModule, target: Node, value: Value, environment: Environment, frame?: Frame): void {
  switch (target.type) {
    case "Identifier": {
      const binding = module.bindings.resolve(target)
      if (!binding) {
        walk.globals.set(target.name, value)
        return
      }
      const wasNamed = value?.kind === "tainted" && value.step.what.endsWith(` as \`${target.name}\``)
      const held = value?.kind === "tainted" && !wasNamed ? advance(value, module, target, `is held in \`${target.name}\``) : value
      if (walk.onData !== null) tell(walk.onData, module, target, held)
      assign(environment, binding, held)
      return
    }
    case "AssignmentPattern":
      bind(walk, module, target.left, value, environment, frame)
      return
    case "ArrayPattern":
      for (const [index, element] of target.elements.entries()) {
        if (element?.type === "RestElement") bind(walk, module, element.argument, value, environment, frame)
        // `const [path, query] = url.split("?")`, `([name, value]) => …`
        else if (element) bind(walk, module, element, elementAt(value, index), environment, frame)
      }
      return
    case "ObjectPattern": {
      const place: Frame = frame ?? { module, environment, returned: null }
      for (const property of target.properties) {
        if (property.type === "RestElement") bind(walk, module, property.argument, value, environment, frame)
        else
          bind(walk, module, property.value, readProperty(walk, value, propertyName(property), property.value, place), environment, frame)
      }
      return
    }
    case "MemberExpression": {
      const local = localOf(target)
      if (local !== null && frame) {
        if (taintIn(value)) addForLater(walk, local, value)
        return
      }
      const object = frame ? walk.evaluate(target.object, frame) : null
      const name = propertyName(target)
      if (frame) lookAtAssignment(walk, target, value, name, frame)
      if (object?.kind === "request" && name !== null && value !== null) putOnRequest(walk, object, name, value)
      if (object?.kind === "rows" && name !== null) keepColumn(walk, object.table, name, value)
      if (object?.kind !== "object") return
      putsInto(walk, object)
      const setter = name === null || target.property.type === "PrivateIdentifier" ? null : object.fields.get(setterKey(name))
      if (setter?.kind === "closure") walk.run(setter.module, setter.node, [value], setter.environment, object)
      else if (name === null) object.rest = join(object.rest, value)
      // Where that is only done on some ways, the other ways leave what was there.
      else if (value !== null || object.rest === null || object.fields.has(name)) object.fields.set(name, value)
      return
    }
  }
}
