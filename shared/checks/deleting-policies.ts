/** Policies by which something of a person’s is deleted, by the names of their values (docs/facts/policies.md#policies-that-delete). */
export const deletingPolicies = [
  'AddedFolderUnmountOnPermissionsLoss',
  'AddedFolderHardDeleteOnUnmount',
  'CleanupProfiles',
] as const
