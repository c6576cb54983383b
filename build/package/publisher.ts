/** Who made it, in every program, installer and entry of a system. */
export const publisher = 'The Landfall developers'
