import { glob, readFile } from 'node:fs/promises'
import path from 'node:path'
import ts from 'typescript'
import { repositoryFolder } from './bootstrap/set-up.mjs'

/** A function with a body. `lines` from its first word to its closing brace. */
export type FunctionLength = {
  readonly room: string
  readonly place: string
  readonly name: string
  readonly lines: number
}

/** A reader keeps about so many lines in view. */
export const longestFunction = 80

const rooms = ['shared', 'electron', 'renderer', 'admin', 'build', 'test']
/** A list of cases is no function: its cases are. */
const list = /^(?:test\.)?describe\b/

/** The functions that are longer than `longestFunction`, the longest first. */
export async function readLongFunctions(): Promise<readonly FunctionLength[]> {
  const found: FunctionLength[] = []
  for await (const entry of glob(
    rooms.map((room) => `${room}/**/*.{ts,tsx,mjs}`),
    { cwd: repositoryFolder },
  )) {
    const text = await readFile(path.join(repositoryFolder, entry), 'utf8')
    // A short file has no long function, and need not be parsed.
    if (text.split('\n').length > longestFunction)
      found.push(...longFunctionsOf(entry.split(path.sep).join('/'), text))
  }
  return found.sort((one, other) => other.lines - one.lines || one.place.localeCompare(other.place))
}

/** `file` from the repository's root, with `/`. */
export function longFunctionsOf(file: string, text: string): readonly FunctionLength[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const lineAt = (position: number): number => source.getLineAndCharacterOfPosition(position).line + 1
  const found: FunctionLength[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const first = lineAt(node.getStart())
      const lines = lineAt(node.end) - first + 1
      const name = nameOf(node)
      if (lines > longestFunction && !list.test(name))
        found.push({ room: file.split('/')[0] ?? '', place: `${file}:${first}`, name, lines })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** Its own name, or that of the variable, property or call that it is given to. */
function nameOf(node: ts.SignatureDeclaration): string {
  const { name, parent } = node
  if (name !== undefined) return name.getText()
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return parent.name.getText()
  return ts.isCallExpression(parent) ? parent.expression.getText() : 'without a name'
}
