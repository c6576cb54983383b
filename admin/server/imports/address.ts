import { z } from 'zod'

/** A user name of Entra, as far as an import proves it; without what PostgreSQL cannot keep. */
export const address = z
  .string()
  .regex(/^[^\s@\p{Cc}\p{Cs}]+@[^\s@\p{Cc}\p{Cs}]+$/u)
  .max(320)
