/** Fluent's own ramp turned to the colour of shallow water; lightness is kept, so contrast is too. */
export const shallows = {
  10: '#001a1d',
  20: '#00272b',
  30: '#003338',
  40: '#014146',
  50: '#024e55',
  60: '#045d65',
  70: '#036972',
  80: '#087983',
  90: '#0695a1',
  100: '#0daebc',
  110: '#05bccb',
  120: '#41c6d4',
  130: '#76d2dd',
  140: '#a2dee5',
  150: '#c5e9ed',
  160: '#e7f5f7',
} as const

export const fontFamilyBase = "'Segoe UI Variable Text', 'Segoe UI', system-ui, -apple-system, sans-serif"

/** Segoe UI has no Japanese letters. Windows has Yu Gothic UI or Meiryo UI beside it, macOS has Hiragino Sans. */
export const fontFamilyJapanese =
  "'Segoe UI Variable Text', 'Segoe UI', 'Yu Gothic UI', 'Meiryo UI', system-ui, -apple-system, 'Hiragino Sans', sans-serif"
