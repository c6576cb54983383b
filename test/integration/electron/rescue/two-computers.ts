import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createPosixDisk } from '../../../../electron/platform/posix-disk.ts'
import type { RescueMachine } from '../../../../electron/rescue/worker/rescue-protocol.ts'
import { namesBeforeConflict } from '../../../../electron/rescue/plan/target-name.ts'
import type { DriveFolder, RescuedFile } from '../../../../electron/rescue/verify-upload/verification.ts'
import { makeTextDocument } from '../../../world/office/make-document.ts'
import { createClientFolder, type ClientFolder } from '../../../world/client-folder.ts'
import type { DriveFiles } from '../../../world/graph/drive-files.ts'
import { RescueStand } from './rescue-stand.ts'

/*
 * One person with two computers and one new OneDrive: each has an old folder of its own and copies into a folder of its own, which its
 * client brings into line with the cloud.
 */

/** A computer whose client is held until it is asked to synchronise; what that has taken are placeholders, folders too. */
export class Computer {
  readonly stand: RescueStand
  readonly rescueMachine: RescueMachine
  readonly client: ClientFolder

  private constructor(computer: string, drive: DriveFiles, stand: RescueStand) {
    this.stand = stand
    this.client = createClientFolder(stand.new, createPosixDisk(), { drive, computer })
    this.rescueMachine = stand.start({ disk: this.client.disk })
  }

  static async make(name: string, drive: DriveFiles): Promise<Computer> {
    return new Computer(name, drive, await RescueStand.make())
  }

  /** Plans and copies as the app does: the drive is asked first, unless Graph cannot be. */
  async rescue(drive: DriveFiles | null): Promise<void> {
    await this.stand.list()
    await this.rescueMachine.open(this.stand.places)
    const folders = await this.rescueMachine.targetFolders()
    if (drive !== null)
      await this.rescueMachine.tellDrive(folders.map((folder) => toDriveFolder(drive, folder)))
    await this.rescueMachine.plan()
    await this.rescueMachine.start()
    await this.stand.until(({ run }) => run.kind !== 'copying')
  }

  /**
   * The client sends what is new, and brings down what SharePoint has written into documents. What the cloud has under the name with another
   * content stays there, and ours gets the computer's name.
   */
  synchronise(): void {
    this.client.upload()
    this.client.bringDown()
  }

  /** Proves what the drive has, as the verifier does. */
  async prove(drive: DriveFiles): Promise<void> {
    for (let again = true; ; again = false) {
      const page = await this.rescueMachine.unproven(again)
      if (page === null) return
      const proven = page.filter((file) => isIn(drive, file))
      const renamed = page.filter((file) => !proven.includes(file)).flatMap((file) => findOther(drive, file))
      await this.rescueMachine.renamed(renamed)
      await this.rescueMachine.prove([...proven, ...renamed].map(({ path: one }) => one))
      const known = new Set([...proven, ...renamed].map(({ path: one }) => one))
      for (const file of page) if (!known.has(file.path)) await this.#proveByContent(drive, file)
    }
  }

  /** A document that SharePoint has written into, under its own name or that of a conflict, by what this computer has of it. */
  async #proveByContent(drive: DriveFiles, file: RescuedFile): Promise<void> {
    const { dir, base } = path.posix.parse(file.target)
    const names = (drive.children(dir) ?? [])
      .map(({ name }) => name)
      .filter((name) => name === base || namesBeforeConflict(name).includes(base))
    for (const name of names) {
      const target = `${dir}/${name}`
      const { size = -1, file: told } = drive.find(target) ?? {}
      const item = { size, quickXorHash: told?.hashes?.quickXorHash ?? null }
      const [content] = await this.rescueMachine.compareCopies([{ path: file.path, target, item }])
      if (content?.[1] !== 'content') continue
      if (name !== base) await this.rescueMachine.renamed([{ path: file.path, target }])
      return await this.rescueMachine.prove([file.path], true)
    }
  }

  remove(): Promise<void> {
    return this.stand.remove()
  }
}

function isIn(drive: DriveFiles, { target, size, quickXorHash }: RescuedFile): boolean {
  const item = drive.find(target)
  return item?.size === size && (size === 0 || item.file?.hashes?.quickXorHash === quickXorHash)
}

function findOther(drive: DriveFiles, file: RescuedFile): RescuedFile[] {
  const { dir, base } = path.posix.parse(file.target)
  const item = drive
    .children(dir)
    ?.find(
      ({ name }) =>
        namesBeforeConflict(name).includes(base) && isIn(drive, { ...file, target: `${dir}/${name}` }),
    )
  return item === undefined ? [] : [{ ...file, target: `${dir}/${item.name}` }]
}

function toDriveFolder(drive: DriveFiles, folder: string): DriveFolder {
  const names = (drive.children(folder) ?? []).map(({ name, size, file }) => ({
    name,
    file: file === undefined ? null : { size, quickXorHash: file.hashes?.quickXorHash ?? null },
  }))
  return { folder, names }
}

/**
 * So many files on each computer, half of their names the same and half of those with the same content: 1,000 each make 1,750
 * different ones. Half of those with another content are real documents, which SharePoint writes into. Of one with the same content the second
 * computer cannot tell that it is the same: it has not what the cloud has, and downloads nothing.
 */
export async function fillTwo(first: RescueStand, second: RescueStand, count: number): Promise<void> {
  const put = async (stand: RescueStand, owner: string): Promise<void> => {
    for (let number = 0; number < count; number += 1) {
      const isShared = number < count / 2
      const isSame = number < count / 4
      const folder = path.join(stand.old, `Folder ${number % 25}`)
      await mkdir(folder, { recursive: true })
      const name = isShared ? `Plan ${number}.docx` : `Of ${owner} ${number}.docx`
      const text = isSame ? `the same ${number}` : `${number} of ${owner}`
      const isReal = !isSame && number % 2 === 1
      await writeFile(path.join(folder, name), isReal ? makeTextDocument(text) : text)
    }
  }
  await put(first, 'one')
  await put(second, 'two')
}
