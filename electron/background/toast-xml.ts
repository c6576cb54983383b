/**
 * A toast of Windows with one button. It opens the window through `landfall:`, which works from the notification centre
 * too, when Landfall has ended. Without a sound, and never in front of a full screen.
 */
export function toToastXml({ title, text, open }: { title: string; text: string; open: string }): string {
  const link = 'activationType="protocol"'
  return (
    `<toast launch="landfall:" ${link}>` +
    `<visual><binding template="ToastGeneric"><text>${escape(title)}</text><text>${escape(text)}</text></binding></visual>` +
    `<actions><action content="${escape(open)}" ${link} arguments="landfall:"/></actions>` +
    '<audio silent="true"/></toast>'
  )
}

function escape(text: string): string {
  // Characters that XML does not know at all would cost the whole toast.
  const known = text.replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, ' ')
  const names: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' }
  return known.replace(/[&<>"]/g, (letter) => `&${names[letter]};`)
}
