/** Landfall's own name among the programs of a system: bundle id, AppUserModelID, domain of its preferences. */
export const appId = 'com.landfall.app'

/**
 * What answers a notification on Windows (a COM class). Always the same: without it Electron registers another one for each run and
 * person (windows_toast_activator.cc). The installer's Start-menu entry names it too.
 */
export const toastClsid = '3E7C0B52-7C1F-4C58-9D0E-5A4E2C6B9F17'

/**
 * Where policy for Landfall is in both hives of a registry: below `Policies`, where only an administrator writes;
 * Intune refuses to import templates for some other places (docs/facts/deployment.md#policy-templates).
 */
export const policyKey = 'SOFTWARE\\Policies\\Landfall\\Landfall'

/** Below HKLM, where an administrator alone writes: that Landfall is installed, where and in which version (docs/deploy.md). The installer's script says the same. */
export const markerKey = 'Software\\Landfall'
