import { localOf } from '../documents/describe-package.ts'
import { DocumentRefused } from '../documents/document-limits.ts'
import { parseFlatXml } from '../documents/parse-flat-xml.ts'

/** A text of relationships in which those with these ids have another target. Every other character stays. */
export function replaceTargets(text: string, targets: ReadonlyMap<string, string>): string {
  const done = new Set<string>()
  let result = ''
  let kept = 0
  let place = { from: 0, to: 0 }
  const onValue = (name: string, from: number, to: number): void => {
    if (name === 'Target') place = { from, to }
  }
  for (const { name, attributes } of parseFlatXml(text, onValue)) {
    const { from, to } = place
    place = { from: 0, to: 0 }
    const id = attributes.get('Id') ?? ''
    const target = targets.get(id)
    if (localOf(name) !== 'Relationship' || target === undefined) continue
    // A part within the package has to stay where it is.
    if (attributes.get('TargetMode')?.toLowerCase() !== 'external' || to === 0 || done.has(id))
      throw new DocumentRefused('no such link')
    done.add(id)
    result += text.slice(kept, from) + escape(target)
    kept = to
  }
  if (done.size !== targets.size) throw new DocumentRefused('no such link')
  return result + text.slice(kept)
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (one) => entities[one] ?? one)
}
