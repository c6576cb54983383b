/*
 * Loaded before the command line under Wine: Wine names the user anew in every process, and takes the known
 * folders from that name instead of USERPROFILE, as Windows would from the profile of the person signed in.
 */
process.env['WINEUSERNAME'] = process.env['USERPROFILE']?.split('\\').at(-1)
export {}
