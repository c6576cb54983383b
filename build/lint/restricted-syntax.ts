/** A selector of the syntax tree, as ESLint writes them, and what is said where it is found. */
type Restriction = { readonly selector: string; readonly message: string }

/** The part of ESLint's interface for rules that this one uses. */
type Context = {
  readonly options: readonly Restriction[]
  report(found: { readonly node: object; readonly message: string }): void
}

/** ESLint's `no-restricted-syntax`, which Oxlint does not have. A visitor's keys are selectors. */
const syntax = {
  meta: { schema: { type: 'array' } },
  create: (context: Context) =>
    Object.fromEntries(
      context.options.map(({ selector, message }) => [
        selector,
        (node: object) => context.report({ node, message }),
      ]),
    ),
}

// Oxlint reads a default export.
export default { meta: { name: 'restricted' }, rules: { syntax } }
