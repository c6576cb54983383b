/** Entra's sign-in pages, as far as a person and a browser test see them: same ids, plain looks. */
export type LoginPage =
  | { readonly kind: 'pick-account'; readonly signedIn: readonly string[] }
  | { readonly kind: 'address'; readonly hint: string; readonly problem: string | null }
  | { readonly kind: 'password'; readonly address: string; readonly problem: string | null }

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: light-dark(#eef1f5, #1b1f24) }
  main { width: min(27rem, 92vw); padding: 2.5rem; box-sizing: border-box; background: light-dark(#fff, #2a2f36); border-radius: .5rem; box-shadow: 0 2px 12px #0003 }
  .org { font-weight: 600; color: light-dark(#0b5a9d, #8cc8ff) }
  h1 { font-size: 1.5rem; margin: .75rem 0 }
  label { display: block; margin-bottom: .25rem }
  input { width: 100%; box-sizing: border-box; padding: .6rem; font: inherit; border: 1px solid light-dark(#666, #aaa); border-radius: .25rem }
  .problem { color: light-dark(#a4262c, #ff9c9f) }
  .row { display: flex; justify-content: flex-end; gap: .5rem; margin-top: 1.5rem }
  button { font: inherit; padding: .5rem 1.25rem; border: 1px solid light-dark(#666, #aaa); border-radius: .25rem; background: transparent; color: inherit; cursor: pointer }
  .main { background: #0b5a9d; color: #fff; border-color: #0b5a9d }
  .tile { width: 100%; text-align: start; margin-top: .5rem; padding: .9rem }
  small { color: light-dark(#555, #bbb) }`

export function renderLogin(organisation: string, action: string, page: LoginPage): string {
  switch (page.kind) {
    case 'pick-account': {
      const tiles = page.signedIn.map(
        (upn) =>
          `<button class="tile" name="pick" value="${escape(upn)}" data-test-id="${escape(upn)}">${escape(upn)}<br><small>Signed in</small></button>`,
      )
      const other = '<button class="tile" name="pick" value="" id="otherTile">Use another account</button>'
      return shell(organisation, 'Pick an account', form(action, [...tiles, other, cancelRow()].join('')))
    }
    case 'address': {
      const field = `<label for="i0116">Email address</label><input id="i0116" name="loginfmt" type="email" autocomplete="username" value="${escape(page.hint)}" required autofocus>`
      return shell(organisation, 'Sign in', form(action, problem(page.problem) + field + buttons('Next')))
    }
    case 'password': {
      const field = `<p>${escape(page.address)}</p><input type="hidden" name="loginfmt" value="${escape(page.address)}"><label for="i0118">Password</label><input id="i0118" name="passwd" type="password" autocomplete="current-password" required autofocus>`
      return shell(
        organisation,
        'Enter password',
        form(action, problem(page.problem) + field + buttons('Sign in')),
      )
    }
  }
}

/** A page of Entra's that leads nowhere: the app only sees its own time running out. */
export function renderDeadEnd(organisation: string, text: string): string {
  return shell(
    organisation,
    'Sorry, but we’re having trouble signing you in',
    `<p id="exceptionMessage">${escape(text)}</p>`,
  )
}

/** The organisation wants an admin to approve the app: a request can be sent from here, which lets no one in. */
export function renderApproval(organisation: string, action: string): string {
  const field =
    '<p>Approval required</p><label for="justification">Enter justification for requesting this app</label><input id="justification" name="reason">'
  const row =
    '<div class="row"><button id="idBtn_Back" name="cancel" value="1">Back to app</button><button id="idSIButton9" class="main" name="approval" value="1">Request approval</button></div>'
  return shell(organisation, 'Approval required', form(action, field + row))
}

/** The page for the code of another device; `form` is the provider's own, with the id `op.deviceInputForm`. */
export function renderCodeInput(organisation: string, form: string, problem: string | null): string {
  const shown = problem === null ? '' : `<p class="problem" role="alert">${escape(problem)}</p>`
  const next = '<button class="main" id="idSIButton9" type="submit" form="op.deviceInputForm">Next</button>'
  return shell(organisation, 'Enter code', `${shown}${form}<div class="row">${next}</div>`)
}

/** Whose device it is, before the person lets it in. */
export function renderCodeConfirm(organisation: string, form: string, code: string): string {
  const buttons =
    '<button id="idBtn_Back" type="submit" form="op.deviceConfirmForm" name="abort" value="yes">Cancel</button>' +
    '<button class="main" id="idSIButton9" type="submit" form="op.deviceConfirmForm">Continue</button>'
  const text = `<p>Are you trying to sign in to Landfall with the code ${escape(code)}?</p>`
  return shell(organisation, 'Sign in on another device', `${text}${form}<div class="row">${buttons}</div>`)
}

/** The end, in the browser; the device continues. */
export function renderCodeDone(organisation: string): string {
  return shell(organisation, 'You are signed in', '<p id="message">You can close this window now.</p>')
}

/** Asks once more before the session ends; `form` is the provider's own, with the id `op.logoutForm`. */
export function renderSignOut(organisation: string, form: string): string {
  const button =
    '<button class="main" id="idSIButton9" type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button>'
  return shell(organisation, 'Sign out', `${form}<div class="row">${button}</div>`)
}

export function renderSignedOut(organisation: string): string {
  return shell(
    organisation,
    'You signed out of your account',
    '<p>It’s a good idea to close all browser windows.</p>',
  )
}

function shell(organisation: string, title: string, content: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)} – ${escape(organisation)}</title><style>${style}</style></head><body><main><div class="org">${escape(organisation)}</div><h1>${escape(title)}</h1>${content}<p><small>Sign-in page of Landfall’s test world</small></p></main></body></html>`
}

function form(action: string, content: string): string {
  return `<form method="post" action="${escape(action)}">${content}</form>`
}

function buttons(main: string): string {
  return `<div class="row"><button id="idBtn_Back" name="cancel" value="1" formnovalidate>Cancel</button><button id="idSIButton9" class="main" name="next" value="1">${main}</button></div>`
}

function cancelRow(): string {
  return '<div class="row"><button id="idBtn_Back" name="cancel" value="1" formnovalidate>Cancel</button></div>'
}

function problem(text: string | null): string {
  return text === null ? '' : `<p class="problem" role="alert" id="usernameError">${escape(text)}</p>`
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
