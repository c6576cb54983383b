import { useEffect, useState, type ReactElement } from 'react'

/** A text for a telephone's camera. Its place is kept while the drawing is loaded, so that nothing jumps. */
export function QrCode({ text, label }: { text: string; label: string }): ReactElement | null {
  const [drawing, setDrawing] = useState<Drawing | 'failed' | null>(null)
  useEffect(() => {
    let isWanted = true
    draw(text).then(
      (drawn) => isWanted && setDrawing(drawn),
      // The text is beside it and can be typed.
      () => isWanted && setDrawing('failed'),
    )
    return () => {
      isWanted = false
    }
  }, [text])
  if (drawing === 'failed') return null
  return (
    <div className="qr-code">
      {drawing !== null && (
        <svg role="img" aria-label={label} viewBox={`0 0 ${drawing.size} ${drawing.size}`}>
          <rect width={drawing.size} height={drawing.size} fill="#ffffff" />
          <path d={drawing.path} fill="#000000" shapeRendering="crispEdges" />
        </svg>
      )}
    </div>
  )
}

type Drawing = { readonly size: number; readonly path: string }

// The standard wants four modules of white on every side.
const quietZone = 4

/** Loaded when it is first needed: the start of the window does not carry it. */
async function draw(text: string): Promise<Drawing> {
  const { encodeQR } = await import('qr')
  const rows = encodeQR(text, 'raw', { border: quietZone })
  const path = rows.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return { size: rows.length, path }
}
