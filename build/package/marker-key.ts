/** Below HKLM: that Landfall is installed, where and in which version (docs/deploy.md). The installer's script says the same. */
export const markerKey = 'Software\\Landfall'
