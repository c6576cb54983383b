import { readFile, writeFile } from 'node:fs/promises'
import { chromium } from 'playwright'

/*
 * Makes the icons of Windows and the Company Portal from mark.svg: `node build/icons/make-icons.ts`. Needs the
 * Chromium of the set-up; its results lie in the repository.
 */
const here = new URL('.', import.meta.url)
const svg = await readFile(new URL('mark.svg', here), 'utf8')
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })

async function draw(size: number): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: size, height: size } })
  const style = 'html,body{margin:0;background:transparent}svg{display:block;width:100vw;height:100vh}'
  await page.setContent(`<style>${style}</style>${svg}`)
  const bytes = await page.screenshot({ omitBackground: true })
  await page.close()
  return bytes
}

function toIco(images: readonly { size: number; bytes: Buffer }[]): Buffer {
  const head = Buffer.alloc(6 + images.length * 16)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(images.length, 4)
  let offset = head.length
  for (const [index, { size, bytes }] of images.entries()) {
    const at = 6 + index * 16
    // 0 stands for 256.
    head.writeUInt8(size % 256, at)
    head.writeUInt8(size % 256, at + 1)
    head.writeUInt16LE(1, at + 4)
    head.writeUInt16LE(32, at + 6)
    head.writeUInt32LE(bytes.length, at + 8)
    head.writeUInt32LE(offset, at + 12)
    offset += bytes.length
  }
  return Buffer.concat([head, ...images.map(({ bytes }) => bytes)])
}

const windows = [16, 20, 24, 32, 40, 48, 64, 256]
const images = []
for (const size of windows) images.push({ size, bytes: await draw(size) })
await writeFile(new URL('icon.ico', here), toIco(images))
await writeFile(new URL('../intune/company-portal-logo.png', here), await draw(512))
await browser.close()
