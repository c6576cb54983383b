/**
 * Endings of folders that the Finder shows as one document or program (Apple, "Bundles and Packages"; their makers' own types). What is
 * not listed is a folder like any other.
 */
const packageEnding =
  /\.(?:app|appex|band|bundle|download|fcpbundle|framework|graffle|imovielibrary|key|kext|logicx|numbers|oo3|pages|photoslibrary|pkg|playground|plugin|prefpane|qlgenerator|rtfd|scptd|sparsebundle|theater|tvlibrary|workflow|xcodeproj|xcworkspace)$/i

/** Where the outermost package among the names of a path is; -1 where there is none. */
export function findPackage(names: readonly string[]): number {
  return names.findIndex((name) => packageEnding.test(name))
}

/** True for a path, `/` between its names, that leads into a package. On Windows a folder of such a name is one like any other. */
export function isPartOfPackage(relativePath: string): boolean {
  return findPackage(relativePath.split('/').slice(0, -1)) !== -1
}
