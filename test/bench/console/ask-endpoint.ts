import { Agent, request } from 'node:https'

export type Asking = { readonly method?: string; readonly body?: string; readonly type?: string }
export type Answer = { readonly text: string; readonly milliseconds: number }
export type Ask = (address: string, asking?: Asking) => Promise<Answer>

/** Asks as the console does, over connections that stay open; anything but 200 throws. Times end with the last byte. */
export function createAsk(
  origin: string,
  ca: string,
  authorization: string,
): { ask: Ask; close: () => void } {
  const agent = new Agent({ keepAlive: true, ca })
  const ask: Ask = (address, { method = 'GET', body, type } = {}) =>
    new Promise((resolve, reject) => {
      const began = performance.now()
      const headers = { authorization, ...(type !== undefined && { 'content-type': type }) }
      const asking = request(origin + address, { agent, method, headers }, (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (part: string) => (text += part))
        answer.once('end', () => {
          if (answer.statusCode === 200) resolve({ text, milliseconds: performance.now() - began })
          else reject(new Error(`${address}: ${answer.statusCode} ${text}`))
        })
      })
      asking.once('error', reject)
      asking.end(body)
    })
  return { ask, close: () => agent.destroy() }
}
