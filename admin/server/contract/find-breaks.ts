type Json = Readonly<Record<string, unknown>>

/**
 * What in `next` an older client could not live with, by rules: nothing that it may call or read is gone or of
 * another type, and nothing that it need not send has become required. Both are OpenAPI descriptions.
 */
export function findBreaks(old: unknown, next: unknown): string[] {
  const breaks: string[] = []
  const report = (place: string, what: string): number => breaks.push(`${place}: ${what}`)
  const oldRoot = toObject(old)
  const nextRoot = toObject(next)

  for (const [url, methods] of Object.entries(toObject(oldRoot['paths']))) {
    for (const [method, operation] of Object.entries(toObject(methods))) {
      const place = `${method.toUpperCase()} ${url}`
      const now = toObject(toObject(toObject(nextRoot['paths'])[url])[method])
      if (Object.keys(now).length === 0) report(place, 'is gone')
      else compareOperation(place, toObject(operation), now)
    }
  }
  return breaks

  function compareOperation(place: string, before: Json, now: Json): void {
    const parametersNow = toList(now['parameters'])
    const parametersBefore = toList(before['parameters'])
    const same = (one: Json) => (other: Json) => one['name'] === other['name'] && one['in'] === other['in']
    for (const parameter of parametersBefore) {
      const candidate = parametersNow.find(same(parameter))
      const where = `${place}, parameter ${String(parameter['name'])}`
      if (candidate === undefined) report(where, 'is gone')
      else compareSent(where, parameter['schema'], candidate['schema'])
    }
    for (const parameter of parametersNow) {
      const isRequired = parameter['required'] === true
      const wasRequired = parametersBefore.find(same(parameter))?.['required'] === true
      if (isRequired && !wasRequired)
        report(`${place}, parameter ${String(parameter['name'])}`, 'is required now')
    }
    const body = bodyOf(before)
    const bodyNow = bodyOf(now)
    if (body === undefined && bodyNow !== undefined) report(place, 'wants a body now')
    compareSent(`${place}, body`, body, bodyNow)
    compareRead(`${place}, answer`, answerOf(before), answerOf(now))
  }

  // A client sends what it sent before: it must still be taken.
  function compareSent(place: string, before: unknown, now: unknown): void {
    const [was, is] = [resolve(oldRoot, before), resolve(nextRoot, now)]
    if (isEmpty(was) || isEmpty(is)) return
    if (!sameType(was, is)) return void report(place, `was ${typeOf(was)} and is ${typeOf(is)}`)
    for (const value of toValues(was['enum'])) {
      const taken = toValues(is['enum'])
      if (taken.length > 0 && !taken.includes(value)) report(place, `does not take ${String(value)} any more`)
    }
    const required = toValues(was['required'])
    for (const name of toValues(is['required'])) {
      if (!required.includes(name)) report(`${place}.${String(name)}`, 'is required now')
    }
    for (const [name, schema] of Object.entries(toObject(was['properties']))) {
      const candidate = toObject(is['properties'])[name]
      if (candidate !== undefined) compareSent(`${place}.${name}`, schema, candidate)
      else if (is['additionalProperties'] === false) report(`${place}.${name}`, 'is not taken any more')
    }
    if (was['items'] !== undefined) compareSent(`${place}[]`, was['items'], is['items'])
  }

  // A client reads what it read before: it must still be there.
  function compareRead(place: string, before: unknown, now: unknown): void {
    const [was, is] = [resolve(oldRoot, before), resolve(nextRoot, now)]
    if (isEmpty(was)) return
    if (isEmpty(is)) return void report(place, 'is gone')
    if (!sameType(was, is)) return void report(place, `was ${typeOf(was)} and is ${typeOf(is)}`)
    const requiredNow = toValues(is['required'])
    for (const name of toValues(was['required'])) {
      if (!requiredNow.includes(name)) report(`${place}.${String(name)}`, 'is not always there any more')
    }
    for (const [name, schema] of Object.entries(toObject(was['properties']))) {
      compareRead(`${place}.${name}`, schema, toObject(is['properties'])[name])
    }
    if (was['items'] !== undefined) compareRead(`${place}[]`, was['items'], is['items'])
    const choices = toList(is['anyOf'] ?? is['oneOf'])
    toList(was['anyOf'] ?? was['oneOf']).forEach((choice, at) =>
      compareRead(`${place}|${at}`, choice, choices[at]),
    )
  }
}

function bodyOf(operation: Json): unknown {
  return schemaIn(toObject(operation['requestBody']))
}

function answerOf(operation: Json): unknown {
  return schemaIn(toObject(toObject(operation['responses'])['200']))
}

function schemaIn(holder: Json): unknown {
  return toObject(Object.values(toObject(holder['content']))[0])['schema']
}

function resolve(root: Json, schema: unknown): Json {
  const here = toObject(schema)
  const name = /^#\/components\/schemas\/(.+)$/.exec(String(here['$ref']))?.[1]
  return name === undefined ? here : toObject(toObject(toObject(root['components'])['schemas'])[name])
}

function typeOf(schema: Json): string {
  return JSON.stringify(schema['type'] ?? (schema['anyOf'] || schema['oneOf'] ? 'a choice' : 'anything'))
}

function sameType(was: Json, is: Json): boolean {
  return typeOf(was) === typeOf(is)
}

function isEmpty(schema: Json): boolean {
  return Object.keys(schema).length === 0
}

function toObject(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
}

function toList(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(toObject) : []
}

function toValues(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : []
}
