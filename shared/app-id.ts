/** Landfall's own name among the programs of a system: bundle id, AppUserModelID, domain of its preferences. */
export const appId = 'com.landfall.app'

/**
 * Where policy for Landfall stands in both hives of a registry: below `Policies`, where only an administrator writes;
 * Intune refuses to import templates for some other places (deployment-facts 4.3).
 */
export const policyKey = 'SOFTWARE\\Policies\\Landfall\\Landfall'
