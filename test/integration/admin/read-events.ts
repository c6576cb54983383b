/** Reads a stream of events as far as it is asked to. */
export async function readEvents(address: string, headers: Record<string, string>) {
  const leaving = new AbortController()
  const response = await fetch(address, { headers, signal: leaving.signal })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  return {
    response,
    reader,
    text: () => text,
    until: async (wanted: string): Promise<void> => {
      while (!text.includes(wanted)) {
        const { value, done } = (await reader?.read()) ?? { done: true, value: '' }
        if (done) throw new Error(`the stream ended: ${text}`)
        text += value
      }
    },
    stop: async (): Promise<void> => {
      leaving.abort()
      await reader?.closed.catch(() => undefined)
    },
  }
}
