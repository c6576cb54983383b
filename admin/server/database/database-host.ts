/** The host of a database by URL, as the driver reads it; this computer where neither the URL nor the environment names one. */
export function databaseHost(url: string, environment: Readonly<Record<string, string | undefined>>): string {
  const { hostname, searchParams } = new URL(url)
  return searchParams.get('host') || hostname || environment['PGHOST'] || 'localhost'
}

/** This computer, by name, address or socket. No host is not this computer: it means every address. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?|%2f.*|\/.*)$/i.test(host)
}
