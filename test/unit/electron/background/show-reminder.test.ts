import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { showReminder } from '../../../../electron/background/show-reminder.ts'

/** Electron's notification from 42 on: where it is not shown, `failed` comes at once. */
class Notification extends EventEmitter {
  isClosed = false
  readonly #isShown: boolean
  constructor(isShown: boolean) {
    super()
    this.#isShown = isShown
  }
  show(): void {
    if (!this.#isShown) this.emit('failed', {}, 'not signed')
  }
  close(): void {
    this.isClosed = true
  }
}

function remind(notification: Notification) {
  const heard: string[] = []
  const close = showReminder(notification, {
    onOpen: () => heard.push('open'),
    onFailed: () => heard.push('failed'),
  })
  return { heard, close }
}

describe('a reminder', () => {
  it('is known not to be shown where the system says so at once', () => {
    expect(remind(new Notification(false)).heard).toEqual(['failed'])
  })

  it.each(['click', 'action'])('opens the window on %s', (event) => {
    const notification = new Notification(true)
    const { heard, close } = remind(notification)
    expect(heard).toEqual([])
    notification.emit(event)
    expect(heard).toEqual(['open'])
    close()
    expect(notification.isClosed).toBe(true)
  })
})
