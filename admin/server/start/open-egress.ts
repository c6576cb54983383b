import { AdminConfigRefused, type AdminConfig } from '../admin-config.ts'
import { createEgress, readAuthorities, type Egress } from '../egress/egress.ts'

/** The way to the world outside. Throws `AdminConfigRefused` where its file of authorities cannot be used. */
export async function openEgress({ egress: { caFile, ...settings } }: AdminConfig): Promise<Egress> {
  const ca =
    caFile === undefined
      ? undefined
      : await readAuthorities(caFile).catch((error: NodeJS.ErrnoException) => {
          throw new AdminConfigRefused(
            `egress.caFile: ${caFile} cannot be used: ${error.code ?? error.message}`,
          )
        })
  return createEgress({ ...settings, ca }, process.env)
}
