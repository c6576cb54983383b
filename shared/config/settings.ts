import type { z } from 'zod'

export type SettingKind = 'text' | 'number' | 'switch' | 'choice' | 'list'

/** One leaf of the configuration schema: what a policy can set. */
export type Setting = {
  /** In dotted form, as problems name it: `signIn.clientId`. */
  readonly key: string
  readonly path: readonly string[]
  /** The registry value, and the key of a property list: `SignInClientId`. */
  readonly name: string
  readonly kind: SettingKind
  readonly schema: z.ZodType
  /** True where it may be left out. */
  readonly isOptional: boolean
  /** True where no default is safe in place of a wrong value. */
  readonly isVital: boolean
  readonly title: string
  readonly description: string
  /** The title of the part it belongs to; null at the top. */
  readonly group: string | null
}

/** The parts of a schema that say what it is made of (zod's own `def`). */
type Node = z.ZodType & {
  readonly def: { readonly type: string; readonly innerType?: Node }
  readonly shape?: Readonly<Record<string, Node>>
}

const kinds: Readonly<Record<string, SettingKind>> = {
  string: 'text',
  number: 'number',
  boolean: 'switch',
  enum: 'choice',
  array: 'list',
  // One text or a list of them: policy gives a list.
  union: 'list',
}

/** Every setting of a schema, in its order. What is no setting (`formatVersion`) is left out. */
export function listSettings(schema: z.ZodType): readonly Setting[] {
  return toSettings(schema, [], null)
}

function toSettings(node: Node, path: readonly string[], group: string | null): Setting[] {
  const inner = unwrap(node)
  if (inner.shape !== undefined) {
    const title = path.length === 0 ? null : textOf(node, 'title')
    return Object.entries(inner.shape).flatMap(([name, child]) => toSettings(child, [...path, name], title))
  }
  const kind = kinds[inner.def.type]
  if (kind === undefined) return []
  const isOptional = node.def.type === 'optional' || node.def.type === 'default'
  return [
    {
      key: path.join('.'),
      path,
      name: path.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join(''),
      kind,
      schema: node,
      isOptional,
      isVital: !isOptional || metaOf(node)['vital'] === true,
      title: textOf(node, 'title'),
      description: textOf(node, 'description'),
      group,
    },
  ]
}

function unwrap(node: Node): Node {
  return node.def.innerType === undefined ? node : unwrap(node.def.innerType)
}

/** A wrapper (`optional`, `default`) made after the texts were given does not carry them. */
function metaOf(node: Node): Readonly<Record<string, unknown>> {
  const own = node.meta()
  if (own !== undefined || node.def.innerType === undefined) return own ?? {}
  return metaOf(node.def.innerType)
}

function textOf(node: Node, name: 'title' | 'description'): string {
  const text = metaOf(node)[name]
  return typeof text === 'string' ? text : ''
}
