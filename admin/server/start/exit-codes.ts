/** What a shell or a supervisor learns from the endpoint's process. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, config: 20, dataFolder: 21 } as const

/** A command line that cannot be carried out. */
export class UsageError extends Error {}
