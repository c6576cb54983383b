import { z } from 'zod'
import { cloudNames, clouds } from '../move/clouds.ts'
import { isOwnScope } from './is-own-scope.ts'
import { languages } from '../words/languages.ts'
import { directions, moveStates, tenantSchema } from '../move/plan.ts'

const httpsUrl = z.url({ protocol: /^https$/, error: 'must be an https:// address' }).max(1023)
const hostAndPort = z.string().regex(/^[a-z0-9.-]+(:\d{1,5})?$/i, 'a host, with its port if it has one')
const address = z
  .string()
  .max(320)
  .regex(/^[^\s@]+@[^\s@]+$/, 'must look like name@example.com')

const numbersWithDots = z.string().regex(/^\d{1,9}(\.\d{1,9}){0,3}$/, 'must be numbers with dots')

const timeOfDay = z
  .string()
  .max(5)
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day like 08:00')
const day = z.iso.date('must be a date like 2026-12-31')

/**
 * The configuration, in the form of the file `landfall.json`. Each leaf is a setting: its `title` and `description`
 * are the texts of the policy templates and of docs/configuration.md. `vital` marks a setting for which no default is
 * safe: where a policy has it wrong, nothing is done. Unknown keys are refused, so that a misspelt one is noticed.
 */
export const configFileSchema = z.strictObject({
  formatVersion: z.literal(1),
  cloud: z
    .enum(cloudNames)
    .default('global')
    .meta({ title: 'Cloud', description: 'Microsoft’s cloud in which both tenants are.', vital: true }),
  source: tenantSchema.meta({ title: 'Old organisation' }),
  target: tenantSchema.meta({ title: 'New organisation' }),
  signIn: z
    .strictObject({
      clientId: z.guid().toLowerCase().meta({
        title: 'Client id',
        description: 'Application (client) id of the app registration in the target tenant.',
      }),
      authority: httpsUrl.optional().meta({
        title: 'Authority',
        description: 'Sign-in service without the tenant id, where it is not the cloud’s own.',
      }),
      knownAuthorities: z.array(hostAndPort).max(5).default([]).meta({
        title: 'Known authorities',
        description: 'Hosts to trust, only for an authority that is not one of Microsoft’s own.',
      }),
      timeoutSeconds: z.int().min(10).max(3600).default(900).meta({
        title: 'Time limit',
        description: 'How long the browser may take, in seconds, before the sign-in is given up.',
      }),
      broker: z.boolean().default(false).meta({
        title: 'Windows’ account dialog',
        description:
          'Let Windows sign the person in with its own account dialog (WAM) instead of the browser. Silent sign-in needs it until the person has signed in once.',
      }),
    })
    .meta({ title: 'Sign-in' }),
  graph: z
    .strictObject({
      endpoint: httpsUrl.optional().meta({
        title: 'Endpoint',
        description: 'Address of Microsoft Graph, only where it is not the cloud’s own.',
      }),
    })
    .prefault({})
    .meta({ title: 'Graph' }),
  admin: z
    .strictObject({
      endpoint: httpsUrl.meta({
        title: 'Address',
        description: 'Base address of the admin endpoint; /v1/… is added.',
      }),
      scope: z
        .string()
        .max(1023)
        .regex(/^\S[^\s/]*\/\S+$/, 'must be <application id URI>/<scope>')
        .refine(isOwnScope, 'must be a scope of your own admin API (api://…), not of Microsoft’s services')
        .meta({
          title: 'Scope',
          description: 'Scope of the admin API: api://<tenant id>/landfall-admin/Reports.Submit.',
        }),
      wave: z.string().min(1).max(80).optional().meta({
        title: 'Wave',
        description:
          'The wave that this computer belongs to, as the endpoint calls it; with the enrolment key.',
      }),
      enrolmentKey: z
        .string()
        .max(300)
        .regex(/^[0-9a-f-]{36}\.\S+$/i, 'must be <key id>.<secret>, as the console shows it')
        .optional()
        .meta({
          title: 'Enrolment key',
          description:
            'Key of the wave, <key id>.<secret>. With it Landfall tells the endpoint in codes why somebody cannot sign in.',
        }),
    })
    .meta({ title: 'Admin endpoint' }),
  plan: z
    .strictObject({
      moveState: z.enum(moveStates).default('Unknown').meta({
        title: 'State of the move',
        description: 'Only where no endpoint knows it. The endpoint’s value takes precedence.',
      }),
      direction: z.enum(directions).default('forward').meta({
        title: 'Direction',
        description: 'forward, or return where the move is reversed. The endpoint’s value takes precedence.',
        vital: true,
      }),
      phase: z.enum(['ready', 'watch']).optional().meta({
        title: 'Phase',
        description:
          'With the state of the move, where no endpoint knows it. ready: look at the computer before a move that has not begun. watch: look once more after one that has ended.',
      }),
      startsOn: day.optional().meta({
        title: 'Starts on',
        description:
          'The day of the cutover, like 2026-12-01, in the person’s own time. Before it Landfall does not show itself by itself.',
      }),
      sourceUpn: address.optional().meta({
        title: 'Old address',
        description: 'The person’s old address, where the configuration is for one person.',
      }),
      targetUpn: address.optional().meta({
        title: 'New address',
        description: 'The person’s new address, where the configuration is for one person.',
      }),
    })
    .prefault({})
    .meta({ title: 'Move' }),
  client: z
    .strictObject({
      minimumVersion: numbersWithDots.optional().meta({
        title: 'Lowest version',
        description: 'Lowest acceptable version of the OneDrive app; numeric parts are compared.',
      }),
    })
    .prefault({})
    .meta({ title: 'OneDrive app' }),
  support: z
    .strictObject({
      name: z.string().max(80).optional().meta({
        title: 'Name',
        description: 'Name of the service desk shown in the window.',
      }),
      phone: z
        .string()
        .max(40)
        .optional()
        .meta({ title: 'Telephone', description: 'Telephone number of the service desk.' }),
      url: httpsUrl
        .optional()
        .meta({ title: 'Page', description: 'The service desk’s page about the move.' }),
    })
    .prefault({})
    .meta({ title: 'Support' }),
  branding: z
    .strictObject({
      accent: z
        .string()
        .max(7)
        .regex(/^#[0-9a-f]{6}$/i, 'must be a colour like #0f6cbd')
        .optional()
        .meta({
          title: 'Colour',
          description:
            'The organisation’s colour, like #0f6cbd: its hue is used, in tones that can be read on light and dark.',
        }),
      logo: z
        .string()
        .max(260)
        .regex(/^([a-z]:[\\/]|\/(?![\\/]))/i, 'must be a whole path on this computer')
        .optional()
        .meta({
          title: 'Logo',
          description:
            'Whole path of a square PNG file on the computer, at most 64 KB and 1024 pixels on a side, shown in place of Landfall’s mark.',
        }),
    })
    .prefault({})
    .meta({ title: 'Branding' }),
  language: z.enum(languages).optional().meta({
    title: 'Language',
    description:
      'The language of window and notifications, until the person chooses another. Not set: the computer’s own.',
  }),
  reminders: z
    .strictObject({
      enabled: z.boolean().default(true).meta({
        title: 'Remind',
        description: 'Remind the person by notifications. Off: only the icon beside the clock tells.',
      }),
      startDelaySeconds: z.int().min(0).max(3600).default(120).meta({
        title: 'Delay after logon',
        description: 'How long Landfall waits after logon, in seconds, before it looks.',
      }),
      quietDays: z.int().min(0).max(30).default(0).meta({
        title: 'Quiet days',
        description: 'Days without a notification after there is first something to do.',
      }),
      everyHours: z.int().min(4).max(168).default(24).meta({
        title: 'Every',
        description: 'Hours between two notifications; half as many on the last day and the one before it.',
      }),
      deadline: day.optional().meta({
        title: 'Last day',
        description: 'Until when the person should be done, like 2026-12-31. Notifications say it.',
      }),
      quietFrom: timeOfDay.default('18:00').meta({
        title: 'Quiet from',
        description: 'No notification from this time on, by the person’s own clock.',
      }),
      quietUntil: timeOfDay.default('08:00').meta({
        title: 'Quiet until',
        description: 'Notifications again from this time on. The same as “Quiet from”: at any time.',
      }),
    })
    .prefault({})
    .meta({ title: 'Reminders' }),
  features: z
    .strictObject({
      graph: z.boolean().default(true).meta({
        title: 'Ask Graph',
        description: 'Ask Microsoft Graph whether the new OneDrive is there. Off: that step is not asked.',
      }),
      links: z.boolean().default(true).meta({
        title: 'Ask the old address',
        description: 'Ask once whether the address of the old OneDrive leads to the new organisation.',
      }),
      workplace: z.enum(['inform', 'require']).default('inform').meta({
        title: 'Rest of the computer',
        description:
          'What Office, Outlook, browsers and Windows still have of the old organisation. inform: shown and reported, and holds no one up. require: people are done only when it is gone.',
      }),
      mender: z.boolean().default(false).meta({
        title: 'Look for old links',
        description:
          'After the move, look for shortcuts, bookmarks, entries of Office lists and Office documents that lead to the old organisation. Only files with their content on the computer are opened, and none is changed. Windows only.',
      }),
      rescue: z.boolean().default(true).meta({
        title: 'Copy files',
        description:
          'Offer to copy files that are only on the computer into the new OneDrive. Off: they are listed, and the person is sent to the helpdesk.',
      }),
    })
    .prefault({})
    .meta({ title: 'Features' }),
  reports: z
    .strictObject({
      counts: z.boolean().default(true).meta({
        title: 'Counts in reports',
        description: 'Numbers of files, bytes, folders and accounts. Off: reports hold codes alone.',
      }),
      automatic: z.boolean().default(false).meta({
        title: 'Send by itself',
        description:
          'A start without a window sends the first report too. Off: the person sends the first one, having seen it; later ones follow by themselves.',
      }),
    })
    .prefault({})
    .meta({ title: 'Reports' }),
  log: z
    .strictObject({
      level: z.enum(['error', 'warn', 'info']).default('info').meta({
        title: 'Level',
        description: 'The least that is written to the log.',
      }),
    })
    .prefault({})
    .meta({ title: 'Log' }),
  updates: z
    .strictObject({
      minimumVersion: numbersWithDots.optional().meta({
        title: 'Lowest version',
        description:
          'Lowest acceptable version of Landfall. It never updates itself: an older one reminds nobody, and its window asks to be closed.',
      }),
    })
    .prefault({})
    .meta({ title: 'Updates' }),
})

/** The file with every address in it: those that it leaves out are its cloud's. */
export const configSchema = configFileSchema.transform(({ signIn, graph, ...rest }) => {
  const { authority, graph: resource } = clouds[rest.cloud]
  return {
    ...rest,
    signIn: { ...signIn, authority: signIn.authority ?? authority },
    /** `resource` is what Graph's permissions are named after, wherever it is asked. */
    graph: { endpoint: graph.endpoint ?? resource, resource },
  }
})

export type Config = z.infer<typeof configSchema>

/** What is written in the file: what it leaves out has its default. */
export type ConfigFile = z.input<typeof configFileSchema>
