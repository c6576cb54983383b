import type { paths } from './contract.ts'

type Json<Operation> = Operation extends {
  responses: { 200: { content: { 'application/json': infer Answer } } }
}
  ? Answer
  : never
type Body<Operation> = Operation extends { requestBody: { content: { 'application/json': infer Given } } }
  ? Given
  : never

/** What the page has to know before anybody is signed in; nothing secret. */
export type SignInSettings = Json<paths['/v1/console']['get']>

/** A token of a demonstration's admin, and who that is. */
export type DemoToken = Json<paths['/v1/demo/sign-in']['post']>

export type Me = Json<paths['/v1/me']['get']>
export type Role = Me['role']

export type Progress = Json<paths['/v1/progress']['get']>
export type Counts = Progress['overall']
export type Blocker = Progress['blockers'][number]
export type FoundOnComputers = Json<paths['/v1/found']['get']>
export type PersonState = Exclude<keyof Counts, 'people'>

/** How far the move is in Microsoft Graph, where the endpoint follows it. */
export type LiveSource = NonNullable<Json<paths['/v1/source']['get']>['source']>

export type PeoplePage = Json<paths['/v1/people']['get']>
export type PersonRow = PeoplePage['people'][number]
export type Person = Json<paths['/v1/people/{id}']['get']>
export type Duplicate = Json<paths['/v1/duplicates']['get']>['duplicates'][number]
export type Device = Person['devicesSeen'][number]
export type UnverifiedDevice = Person['devicesUnverified'][number]
export type TimelineEntry = Person['timeline'][number]
export type Owner = PersonRow['owner']
export type MoveState = PersonRow['moveState']
export type Reminder = Json<paths['/v1/reminders']['post']>
export type ReminderWish = Body<paths['/v1/reminders']['post']>

export type Runbook = Json<paths['/v1/runbook']['get']>
export type Duty = Runbook['duties'][number]
export type RegressionPlan = Json<paths['/v1/regression/plan']['post']>

export type Import = Json<paths['/v1/imports']['get']>['imports'][number]
export type ImportKind = Import['kind']

export type SettingsPage = Json<paths['/v1/settings']['get']>
export type Settings = SettingsPage['settings']
export type EnrolmentKey = SettingsPage['enrolmentKeys'][number]
export type Webhook = SettingsPage['webhooks'][number]
export type WebhookWish = Body<paths['/v1/webhooks']['post']>
export type Delivery = Json<paths['/v1/webhooks/{id}/deliveries']['get']>['deliveries'][number]

export type AuditPage = Json<paths['/v1/audit']['get']>
export type AuditEntry = AuditPage['entries'][number]

/** Where a person can stand, in the order of the way. */
export const personStates = [
  'not-due',
  'never-seen',
  'started',
  'stuck',
  'done',
  'returned',
] as const satisfies readonly PersonState[]
