import packageFile from '../../package.json' with { type: 'json' }

/** Who asks, and which of us: in the log, in reports, on the server's side. */
export const identity = { name: 'Landfall', version: packageFile.version }
