import { z } from 'zod'
import { toDriveAnswerKind, type DriveAnswerKind } from '../../shared/files/drive-answer.ts'

const errorSchema = z.looseObject({
  error: z.looseObject({ code: z.string().catch(''), message: z.string().catch('') }),
})

/** What a drive's answer means by the table of `shared/files/drive-answer.ts`. `body` is as it came. */
export function readDriveAnswer(status: number, body: unknown): DriveAnswerKind {
  const parsed = errorSchema.safeParse(body)
  return toDriveAnswerKind({ status, ...(parsed.success ? parsed.data.error : { code: '', message: '' }) })
}

/** Whether an answer of Graph's says that the token is what it does not take. The answer can still be read afterwards. */
export async function isTokenRefused(response: Response): Promise<boolean> {
  if (response.ok) return false
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null)
  return readDriveAnswer(response.status, body) === 'token-refused'
}

/** `404 ResourceNotFound`, for who helps; a code of letters only, because what comes from outside is not repeated as it is. */
export function toReason(status: number, body: unknown): string {
  const parsed = errorSchema.safeParse(body)
  const code =
    parsed.success && /^[A-Za-z_.]{1,60}$/.test(parsed.data.error.code) ? parsed.data.error.code : ''
  return code === '' ? `status-${status}` : `status-${status} ${code}`
}
